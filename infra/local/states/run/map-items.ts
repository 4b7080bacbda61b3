import type { MapState } from '../language/definition.ts';
import { StatesError } from '../language/errors.ts';
import { evaluate } from '../language/jsonata.ts';
import { type Attempt, sightOf } from './frame.ts';

/** The items to go through; the local cloud goes through arrays, not through objects. */
export const itemsOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new StatesError('States.QueryEvaluationError', "The field 'Items' must be an array.", 'Items');
};

/** The input of each iteration: the item itself, or what ItemSelector makes of it. */
export const itemInputs = (attempt: Attempt, state: MapState, items: readonly unknown[]): Promise<unknown[]> =>
  Promise.all(
    items.map((Value, Index) => {
      if (state.ItemSelector === undefined) return Value;
      const context = { ...attempt.context, Map: { Item: { Index, Value } } };
      return evaluate(state.ItemSelector, 'ItemSelector', sightOf({ ...attempt, context }));
    }),
  );

/** A number field of a Map state that may be an expression. */
export const numberField = async (attempt: Attempt, field: string, given: unknown): Promise<number | undefined> => {
  if (given === undefined) return undefined;
  const value = await evaluate(given, field, sightOf(attempt));
  if (typeof value === 'number' && value >= 0) return value;
  throw new StatesError('States.QueryEvaluationError', `The field '${field}' must be a number of 0 or more.`, field);
};
