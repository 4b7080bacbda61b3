import * as z from 'zod';

/** A field that must be an expression, or may be one: `{% ... %}`, with nothing before or after it. */
const Expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be a number or a JSONata expression {% ... %}');
const Count = (least: number, most: number) => z.union([z.number().int().min(least).max(most), Expression]);
const Seconds = Count(1, 99_999_999);
const Name = z.string().min(1).max(80);
const Assign = z.record(Name, z.unknown());

const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.number().int().min(1).max(99_999_999).default(1),
  MaxAttempts: z.number().int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.number().int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['NONE', 'FULL']).default('NONE'),
});

const Catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Assign: Assign.optional(),
  Output: z.unknown().optional(),
  Next: z.string(),
});

const every = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const moves = { Next: z.string().optional(), End: z.literal(true).optional() };
const gives = { Assign: Assign.optional(), Output: z.unknown().optional() };
const recovers = { Retry: z.array(Retrier).optional(), Catch: z.array(Catcher).optional() };

const Pass = z.strictObject({ Type: z.literal('Pass'), ...every, ...moves, ...gives });
const Succeed = z.strictObject({ Type: z.literal('Succeed'), ...every, Output: z.unknown().optional() });
const Fail = z.strictObject({
  Type: z.literal('Fail'),
  ...every,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
const Wait = z.strictObject({
  Type: z.literal('Wait'),
  ...every,
  ...moves,
  ...gives,
  Seconds: Count(0, 99_999_999).optional(),
  Timestamp: z.string().optional(),
});
const Rule = z.strictObject({
  Comment: z.string().optional(),
  Condition: z.union([z.boolean(), Expression]),
  ...gives,
  Next: z.string(),
});
const Choice = z.strictObject({
  Type: z.literal('Choice'),
  ...every,
  ...gives,
  Choices: z.array(Rule).min(1),
  Default: z.string().optional(),
});
const Task = z.strictObject({
  Type: z.literal('Task'),
  ...every,
  ...moves,
  ...gives,
  ...recovers,
  Resource: z.string(),
  Arguments: z.unknown().optional(),
  TimeoutSeconds: Seconds.optional(),
  HeartbeatSeconds: Seconds.optional(),
});
const Branch = z.strictObject({
  Comment: z.string().optional(),
  StartAt: z.string(),
  States: z.record(
    Name,
    z.lazy((): z.ZodType<State> => State),
  ),
});
const Parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...every,
  ...moves,
  ...gives,
  ...recovers,
  Arguments: z.unknown().optional(),
  Branches: z.array(Branch).min(1),
});
const ItemReader = z.strictObject({
  Resource: z.enum(['arn:aws:states:::s3:listObjectsV2', 'arn:aws:states:::s3:getObject']),
  Arguments: z.unknown(),
  ReaderConfig: z
    .strictObject({ InputType: z.enum(['JSON', 'JSONL']).optional(), MaxItems: Count(1, 100_000_000).optional() })
    .optional(),
});
const ItemBatcher = z.strictObject({ MaxItemsPerBatch: Count(1, 100_000_000), BatchInput: z.unknown().optional() });
const MapOver = z.strictObject({
  Type: z.literal('Map'),
  ...every,
  ...moves,
  ...gives,
  ...recovers,
  Items: z.union([z.array(z.unknown()), Expression]).optional(),
  ItemReader: ItemReader.optional(),
  ItemSelector: z.unknown().optional(),
  ItemBatcher: ItemBatcher.optional(),
  MaxConcurrency: Count(0, 10_000).optional(),
  ToleratedFailureCount: Count(0, 100_000_000).optional(),
  ToleratedFailurePercentage: z.union([z.number().min(0).max(100), Expression]).optional(),
  Label: z.string().min(1).max(40).optional(),
  ItemProcessor: Branch.extend({
    ProcessorConfig: z
      .discriminatedUnion('Mode', [
        z.strictObject({ Mode: z.literal('INLINE') }),
        z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.literal('STANDARD') }),
      ])
      .optional(),
  }),
});
const State = z.discriminatedUnion('Type', [Pass, Succeed, Fail, Wait, Choice, Task, Parallel, MapOver]);

/** A state machine in Amazon States Language, JSONata only: exactly the fields that this interpreter honours. */
export const Definition = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONata'),
  StartAt: z.string(),
  States: z.record(Name, State),
  TimeoutSeconds: z.number().int().min(1).max(99_999_999).optional(),
});

export type Definition = z.output<typeof Definition>;
export type Retrier = z.output<typeof Retrier>;
export type Catcher = z.output<typeof Catcher>;
export type PassState = z.output<typeof Pass>;
export type SucceedState = z.output<typeof Succeed>;
export type FailState = z.output<typeof Fail>;
export type WaitState = z.output<typeof Wait>;
export type ChoiceState = z.output<typeof Choice>;
export type TaskState = z.output<typeof Task>;
export type State =
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;

/** States that run as one flow: a whole machine, a branch of Parallel, or the processor of Map. */
export interface Flow {
  StartAt: string;
  States: Record<string, State>;
}
export interface ParallelState extends Omit<z.output<typeof Parallel>, 'Branches'> {
  Branches: (Flow & { Comment?: string })[];
}
export interface MapState extends Omit<z.output<typeof MapOver>, 'ItemProcessor'> {
  ItemProcessor: Flow & {
    Comment?: string;
    ProcessorConfig?: { Mode: 'INLINE' } | { Mode: 'DISTRIBUTED'; ExecutionType: 'STANDARD' };
  };
}
