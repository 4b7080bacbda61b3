import type { ModelVersion, Reason, State } from './schema.ts';

/**
 * Which state may follow which: the whole lifecycle. `failed` means the pipeline, not the model, could not go on;
 * the same bytes may be sent again. What was `refused` is judged again when it is sent again under other rules. `superseded` was live before, so a roll-back may bring it back.
 */
export const transitions: Readonly<Record<State, readonly State[]>> = {
  received: ['validated', 'refused', 'withdrawn', 'failed'],
  validated: ['staged', 'refused', 'withdrawn', 'failed'],
  staged: ['evaluated', 'refused', 'withdrawn', 'failed'],
  evaluated: ['awaiting-approval', 'withdrawn', 'failed'],
  'awaiting-approval': ['approved', 'declined', 'expired', 'withdrawn', 'failed'],
  approved: ['deploying', 'withdrawn', 'failed'],
  deploying: ['live', 'deploy-failed', 'rolled-back'],
  live: ['superseded', 'rolled-back', 'retired'],
  superseded: ['live', 'retired'],
  'rolled-back': ['retired'],
  'deploy-failed': ['retired'],
  failed: ['received'],
  retired: [],
  refused: ['received'],
  declined: [],
  expired: [],
  withdrawn: [],
};

export type Move =
  | { readonly kind: 'moved'; readonly next: ModelVersion; readonly from: State }
  | { readonly kind: 'already'; readonly next: ModelVersion }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a move may change besides the state. */
export type MoveChange = Partial<Pick<ModelVersion, 'evidence' | 'approval' | 'serving'>> & {
  readonly reason?: Reason;
};

/** Moves a version to another state, says that it is there already, or says why it may not go there. */
export const move = (current: ModelVersion, to: State, at: Date, change: MoveChange = {}): Move => {
  if (current.state === to) return { kind: 'already', next: current };
  if (!transitions[current.state].includes(to)) {
    return { kind: 'refused', reason: `${current.state} cannot become ${to}` };
  }
  const { reason: _past, ...kept } = current;
  const evidence = { ...current.evidence, ...change.evidence };
  return {
    kind: 'moved',
    from: current.state,
    next: { ...kept, ...change, evidence, state: to, revision: current.revision + 1, changedAt: at.toISOString() },
  };
};

/** No move leads out of these. */
export const isTerminal = (state: State): boolean => transitions[state].length === 0;

/** States in which a version still moves towards production. */
export const inFlight: readonly State[] = [
  'received',
  'validated',
  'staged',
  'evaluated',
  'awaiting-approval',
  'approved',
  'deploying',
];
