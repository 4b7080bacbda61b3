import type * as z from 'zod';
import { NotImplementedLocally, ServiceError } from '../../service.ts';
import { flowFaults, innerFlows } from './check-flow.ts';
import { stateFaults } from './check-state.ts';
import { variableFaults } from './check-variables.ts';
import { Definition, type Flow, type State } from './definition.ts';

/** Every state of a machine with its name, those inside Parallel and Map included. */
export const allStates = (flow: Flow): [string, State][] =>
  Object.entries(flow.States).flatMap(([name, state]) => [
    [name, state],
    ...innerFlows(state).flatMap((inner) => allStates(inner.flow)),
  ]);

const said = (issue: z.core.$ZodIssue): string => {
  const where = issue.path.length > 0 ? issue.path.map(String).join('/') : 'the machine';
  if (issue.code !== 'unrecognized_keys') return `${where}: ${issue.message}`;
  return `${where}: the local cloud does not know ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
};

const invalid = (faults: readonly string[]): ServiceError =>
  new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${faults.join('; ')}`);

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (problem) {
    throw invalid([`not JSON: ${(problem as Error).message}`]);
  }
};

/**
 * Reads a state machine, from JSON text or already parsed, and refuses by name whatever this interpreter would not honour.
 * Throws `InvalidDefinition` with every fault found, or `NotImplementedLocally` for a machine in JSONPath.
 */
export const parseDefinition = (given: unknown): Definition => {
  const raw = typeof given === 'string' ? jsonOf(given) : given;
  const language = (raw as { QueryLanguage?: unknown } | null)?.QueryLanguage ?? 'JSONPath';
  if (language === 'JSONPath')
    throw new NotImplementedLocally('state machines in JSONPath: write "QueryLanguage": "JSONata"');
  const parsed = Definition.safeParse(raw);
  if (!parsed.success) throw invalid(parsed.error.issues.map(said));
  const definition = parsed.data;
  const faults = [
    ...flowFaults(definition),
    ...allStates(definition).flatMap(([name, state]) => stateFaults(state).map((fault) => `state "${name}": ${fault}`)),
    ...variableFaults(definition),
  ];
  if (faults.length > 0) throw invalid(faults);
  return definition;
};
