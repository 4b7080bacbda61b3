import type { Catcher, Flow, State } from './definition.ts';

const RECEIVES_MOVES = ['Task', 'Pass', 'Wait', 'Parallel', 'Map'];

/** The flows nested in a state: branches of Parallel, the processor of Map. */
export const innerFlows = (state: State): { flow: Flow; isolated: boolean }[] => {
  if (state.Type === 'Parallel') return state.Branches.map((flow) => ({ flow, isolated: false }));
  if (state.Type !== 'Map') return [];
  return [{ flow: state.ItemProcessor, isolated: state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED' }];
};

/** Every state that this one can hand over to. */
const targets = (state: State): string[] => [
  ...('Next' in state && state.Next !== undefined ? [state.Next] : []),
  ...('Catch' in state ? (state.Catch ?? []).map((catcher: Catcher) => catcher.Next) : []),
  ...(state.Type === 'Choice' ? state.Choices.map((rule) => rule.Next) : []),
  ...(state.Type === 'Choice' && state.Default !== undefined ? [state.Default] : []),
];

const unreachable = (flow: Flow): string[] => {
  const reached = new Set<string>();
  const open = [flow.StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = flow.States[name];
    if (!state || reached.has(name)) continue;
    reached.add(name);
    open.push(...targets(state));
  }
  return Object.keys(flow.States).filter((name) => !reached.has(name));
};

/** Faults in how the states of one flow, and of the flows inside it, lead to one another. `taken` collects all state names. */
export const flowFaults = (flow: Flow, taken: Set<string> = new Set()): string[] => {
  const faults: string[] = [];
  if (!flow.States[flow.StartAt]) faults.push(`StartAt: there is no state "${flow.StartAt}" here`);
  for (const [name, state] of Object.entries(flow.States)) {
    if (taken.has(name)) faults.push(`state "${name}": the name is used twice in this machine`);
    taken.add(name);
    for (const target of targets(state)) {
      if (!flow.States[target]) faults.push(`state "${name}": there is no state "${target}" to go to`);
    }
    if (RECEIVES_MOVES.includes(state.Type) && 'Next' in state === 'End' in state) {
      faults.push(`state "${name}": needs either Next or End`);
    }
    for (const inner of innerFlows(state)) faults.push(...flowFaults(inner.flow, taken));
  }
  if (flow.States[flow.StartAt]) {
    faults.push(...unreachable(flow).map((name) => `state "${name}": cannot be reached`));
  }
  return faults;
};
