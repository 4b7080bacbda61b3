import { readFileSync } from 'node:fs';
import { type Handler, type MemoryRun, runMachine } from '../../infra/local/states/run-in-memory.ts';

export type Handlers = Readonly<Record<string, Handler>>;

/** Text of a machine's file. */
export const machineText = (name: string): string =>
  readFileSync(new URL(`../../state-machines/${name}.asl.json`, import.meta.url), 'utf8');

/** Runs a machine's own file in virtual time. */
export const run = (name: string, input: unknown, handlers: Handlers): Promise<MemoryRun> =>
  runMachine(machineText(name), input, handlers, { executionName: `${name}-run` });

/** An error as a service or a function throws it. */
export const failure = (name: string, message = `${name} happened`): Error =>
  Object.assign(new Error(message), { name });

export const throwing =
  (name: string, message?: string): Handler =>
  () => {
    throw failure(name, message);
  };

/** Answers one after the other, and the last one for ever; an error is thrown. */
export const inTurn = (...answers: readonly unknown[]): Handler => {
  let next = 0;
  return () => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
};

/** Keeps what a task was given, and answers. */
export const recording = (answer: unknown = {}): { readonly handler: Handler; readonly given: unknown[] } => {
  const given: unknown[] = [];
  return {
    given,
    handler: ((args: unknown) => {
      given.push(structuredClone(args));
      return answer;
    }) as Handler,
  };
};
