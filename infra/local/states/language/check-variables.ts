import { innerFlows } from './check-flow.ts';
import type { Flow, State } from './definition.ts';

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

const assignments = (state: State): Record<string, unknown>[] =>
  [
    'Assign' in state ? state.Assign : undefined,
    ...(state.Type === 'Choice' ? state.Choices.map((rule) => rule.Assign) : []),
    ...('Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Assign) : []),
  ].filter((assign) => assign !== undefined);

const assignedIn = (flow: Flow): string[] => Object.values(flow.States).flatMap(assignments).flatMap(Object.keys);

/**
 * Faults in the names of variables. A branch or an inline iteration reads the variables around it but may not assign one of
 * the same name; the child of a Distributed Map starts with none.
 */
export const variableFaults = (flow: Flow, outer: readonly string[] = []): string[] => {
  const own = [...new Set(assignedIn(flow))];
  const faults = own.flatMap((name) => [
    ...(NAME.test(name) && name !== 'states' ? [] : [`Assign: "${name}" cannot be the name of a variable`]),
    ...(outer.includes(name) ? [`Assign: "${name}" belongs to the flow outside and cannot be assigned inside`] : []),
  ]);
  const inner = Object.values(flow.States).flatMap(innerFlows);
  const visible = [...outer, ...own];
  return [...faults, ...inner.flatMap(({ flow, isolated }) => variableFaults(flow, isolated ? [] : visible))];
};
