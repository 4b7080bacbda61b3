import * as z from 'zod';
import { NotImplementedLocally, ServiceError } from '../service.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

const paged = { maxResults: z.number().int().min(0).max(1000).optional(), nextToken: z.string().optional() };
const execution = z.strictObject({ executionArn: z.string(), includedData: z.literal('ALL_DATA').optional() });
const token = z.string().min(1).max(2048);

/** What each operation may be asked; a field that is not here is refused by name. */
const REQUESTS = {
  StartExecution: z.strictObject({
    stateMachineArn: z.string(),
    name: z.string().optional(),
    input: z.string().optional(),
  }),
  DescribeExecution: execution,
  ListExecutions: z.strictObject({
    stateMachineArn: z.string(),
    statusFilter: z.enum(STATUSES).optional(),
    ...paged,
  }),
  GetExecutionHistory: z.strictObject({
    executionArn: z.string(),
    reverseOrder: z.boolean().optional(),
    includeExecutionData: z.literal(true).optional(),
    ...paged,
  }),
  StopExecution: z.strictObject({
    executionArn: z.string(),
    error: z.string().max(256).optional(),
    cause: z.string().max(32_768).optional(),
  }),
  DescribeStateMachine: z.strictObject({ stateMachineArn: z.string(), includedData: z.literal('ALL_DATA').optional() }),
  ListStateMachines: z.strictObject({ ...paged }),
  SendTaskSuccess: z.strictObject({ taskToken: token, output: z.string().max(262_144) }),
  SendTaskFailure: z.strictObject({
    taskToken: token,
    error: z.string().max(256).optional(),
    cause: z.string().max(32_768).optional(),
  }),
  SendTaskHeartbeat: z.strictObject({ taskToken: token }),
};

export type Operation = keyof typeof REQUESTS;
export type Request<Name extends Operation> = z.output<(typeof REQUESTS)[Name]>;

/** Refuses by name an operation that the local Step Functions does not have. */
export const knownOperation = (operation: string): Operation => {
  if (Object.hasOwn(REQUESTS, operation)) return operation as Operation;
  throw new NotImplementedLocally(`the Step Functions operation ${operation}`);
};

/** A request's body, checked. Throws `ValidationException`. */
export const parseRequest = <Name extends Operation>(operation: Name, body: unknown): Request<Name> => {
  const parsed = REQUESTS[operation].safeParse(body);
  if (parsed.success) return parsed.data as Request<Name>;
  throw new ServiceError('ValidationException', `${operation}: ${z.prettifyError(parsed.error)}`);
};
