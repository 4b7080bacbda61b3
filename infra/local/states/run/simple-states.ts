import type { ChoiceState, FailState, PassState, SucceedState, WaitState } from '../language/definition.ts';
import { StatesError } from '../language/errors.ts';
import { evaluate } from '../language/jsonata.ts';
import { type Attempt, type Outcome, sightOf } from './frame.ts';

/** Pass and Succeed: hand on what came in, unless `Output` says otherwise. */
export const performPass = async ({ input }: Attempt, state: PassState | SucceedState): Promise<Outcome> => ({
  value: input,
  output: state.Output,
  ...('Assign' in state ? { assign: state.Assign } : {}),
  ...('Next' in state ? { next: state.Next } : {}),
});

/** Fail always throws, with the error and cause that the state names. */
export const performFail = async (attempt: Attempt, state: FailState): Promise<never> => {
  const sight = sightOf(attempt);
  const error = await evaluate(state.Error ?? '', 'Error', sight);
  const cause = await evaluate(state.Cause ?? '', 'Cause', sight);
  throw new StatesError(String(error), String(cause));
};

const wrong = (field: string, what: string): StatesError =>
  new StatesError('States.QueryEvaluationError', `The field '${field}' ${what}`, field);

const milliseconds = async (attempt: Attempt, state: WaitState): Promise<number> => {
  const sight = sightOf(attempt);
  if (state.Timestamp === undefined) {
    const seconds = await evaluate(state.Seconds, 'Seconds', sight);
    if (typeof seconds === 'number' && seconds >= 0 && seconds <= 99_999_999) return seconds * 1000;
    throw wrong('Seconds', `must be a number from 0 to 99999999, not ${JSON.stringify(seconds)}.`);
  }
  const until = Date.parse(String(await evaluate(state.Timestamp, 'Timestamp', sight)));
  if (Number.isNaN(until)) throw wrong('Timestamp', 'must be a time such as 2026-01-31T12:00:00Z.');
  return Math.max(0, until - attempt.frame.run.environment.clock.now());
};

export const performWait = async (attempt: Attempt, state: WaitState): Promise<Outcome> => {
  await attempt.frame.run.environment.clock.pause(await milliseconds(attempt, state), attempt.frame.signal);
  return { value: attempt.input, output: state.Output, assign: state.Assign, next: state.Next };
};

/** The first rule whose condition holds decides, with its own Output and Assign; else Default, with the state's. */
export const performChoice = async (attempt: Attempt, state: ChoiceState): Promise<Outcome> => {
  const sight = sightOf(attempt);
  for (const [index, rule] of state.Choices.entries()) {
    const field = `Choices[${index}]/Condition`;
    const holds = await evaluate(rule.Condition, field, sight);
    if (typeof holds !== 'boolean') throw wrong(field, `must be true or false, not ${JSON.stringify(holds)}.`);
    if (!holds) continue;
    const within = `Choices[${index}]/`;
    return { value: attempt.input, output: rule.Output, assign: rule.Assign, within, next: rule.Next };
  }
  if (state.Default === undefined) {
    throw new StatesError('States.NoChoiceMatched', 'No choice rule matched and the state has no Default.');
  }
  return { value: attempt.input, output: state.Output, assign: state.Assign, next: state.Default };
};
