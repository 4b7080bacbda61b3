import type { Catcher, ChoiceState, MapState, Retrier, State, TaskState, WaitState } from './definition.ts';
import { RESERVED_ERRORS } from './errors.ts';
import { expressionFaults } from './expressions.ts';
import { sourceOf } from './jsonata.ts';
import { parseResource } from './resource.ts';

const namesFaults = (entries: readonly (Retrier | Catcher)[], field: string): string[] =>
  entries.flatMap(({ ErrorEquals: names }, index) => {
    const unknown = names.filter((name) => name.startsWith('States.') && !RESERVED_ERRORS.includes(name));
    const all = names.includes('States.ALL');
    return [
      ...unknown.map((name) => `${field}[${index}]: "${name}" is not an error that this interpreter knows`),
      ...(all && (names.length > 1 || index < entries.length - 1)
        ? [`${field}[${index}]: States.ALL must stand alone and last`]
        : []),
    ];
  });

const recoveryFaults = (retry: readonly Retrier[] = [], catches: readonly Catcher[] = []): string[] => [
  ...namesFaults(retry, 'Retry'),
  ...namesFaults(catches, 'Catch'),
  ...catches.flatMap((catcher, index) => [
    ...expressionFaults(catcher.Output, `Catch[${index}]/Output`, ['errorOutput']),
    ...expressionFaults(catcher.Assign, `Catch[${index}]/Assign`, ['errorOutput']),
  ]),
];

const taskFaults = (state: TaskState): string[] => {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  const late = typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout;
  const resource = parseResource(state.Resource);
  const pointless = heartbeat !== undefined && resource !== undefined && resource.pattern !== 'callback';
  return [
    ...(resource ? [] : [`Resource: the local cloud has no integration "${state.Resource}"`]),
    ...(pointless ? ['HeartbeatSeconds: only a .waitForTaskToken task can beat'] : []),
    ...(late ? ['HeartbeatSeconds: must be smaller than TimeoutSeconds'] : []),
    ...expressionFaults(state.Arguments, 'Arguments'),
    ...expressionFaults(timeout, 'TimeoutSeconds'),
    ...expressionFaults(heartbeat, 'HeartbeatSeconds'),
  ];
};

const waitFaults = (state: WaitState): string[] => [
  ...((state.Seconds === undefined) === (state.Timestamp === undefined) ? ['needs either Seconds or Timestamp'] : []),
  ...(state.Timestamp !== undefined && sourceOf(state.Timestamp) === undefined && !Date.parse(state.Timestamp)
    ? ['Timestamp: not a time']
    : []),
  ...expressionFaults(state.Seconds, 'Seconds'),
  ...expressionFaults(state.Timestamp, 'Timestamp'),
];

const choiceFaults = (state: ChoiceState): string[] =>
  state.Choices.flatMap((rule, index) => [
    ...expressionFaults(rule.Condition, `Choices[${index}]/Condition`),
    ...expressionFaults(rule.Output, `Choices[${index}]/Output`),
    ...expressionFaults(rule.Assign, `Choices[${index}]/Assign`),
  ]);

const DISTRIBUTED_ONLY = [
  'ItemReader',
  'ItemBatcher',
  'Label',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
] as const;

const mapFaults = (state: MapState): string[] => {
  const distributed = state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
  const misplaced = distributed ? [] : DISTRIBUTED_ONLY.filter((field) => state[field] !== undefined);
  const fields = ['Items', 'ItemSelector', 'ItemReader', 'ItemBatcher', 'MaxConcurrency'] as const;
  return [
    ...misplaced.map((field) => `${field}: only a Distributed Map has it`),
    ...(state.Items !== undefined && state.ItemReader ? ['needs at most one of Items and ItemReader'] : []),
    ...fields.flatMap((field) => expressionFaults(state[field], field)),
    ...expressionFaults(state.ToleratedFailureCount, 'ToleratedFailureCount'),
    ...expressionFaults(state.ToleratedFailurePercentage, 'ToleratedFailurePercentage'),
  ];
};

const ownFaults = (state: State): string[] => {
  switch (state.Type) {
    case 'Task':
      return taskFaults(state);
    case 'Wait':
      return waitFaults(state);
    case 'Choice':
      return choiceFaults(state);
    case 'Map':
      return mapFaults(state);
    case 'Parallel':
      return expressionFaults(state.Arguments, 'Arguments');
    case 'Fail':
      return [...expressionFaults(state.Error, 'Error'), ...expressionFaults(state.Cause, 'Cause')];
    default:
      return [];
  }
};

/** Faults within one state, each said with its field; where it leads is not looked at here. */
export const stateFaults = (state: State): string[] => {
  const readable = ['Task', 'Parallel', 'Map'].includes(state.Type) ? (['result'] as const) : [];
  return [
    ...ownFaults(state),
    ...('Output' in state ? expressionFaults(state.Output, 'Output', readable) : []),
    ...('Assign' in state ? expressionFaults(state.Assign, 'Assign', readable) : []),
    ...('Catch' in state || 'Retry' in state ? recoveryFaults(state.Retry, state.Catch) : []),
  ];
};
