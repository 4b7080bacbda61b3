import { userInfo } from 'node:os';
import type { Options } from '../command.ts';
import { findOutputs, type Outputs } from '../outputs.ts';
import { modelOf } from '../ports.ts';
import { Complaint, harmless, paint, say } from '../terminal.ts';
import { runMachine } from './run-machine.ts';

/** Which machine does what a person asks for, and how its success is told. */
interface Request {
  machine(outputs: Outputs): string;
  told(output: Readonly<Record<string, unknown>>, model: string): string;
}

/** Has a machine do something to a model in a person's name, with the reason for the record. Answers the exit code. */
export const runRequest = async (
  { machine, told }: Request,
  words: readonly string[],
  { reason, json }: Options,
): Promise<number> => {
  const model = modelOf(words);
  if (!reason) throw new Complaint('Say why, for the record: --reason "..."');
  const requestedBy = userInfo().username;
  const { status, output, cause } = await runMachine(machine(await findOutputs()), { ...model, requestedBy, reason });
  const done = status === 'SUCCEEDED';
  if (json) say(JSON.stringify({ status, ...output, cause }));
  else
    say(done ? told(output, `${model.team}/${model.model}`) : `${paint('bad', 'It was not done.')} ${harmless(cause)}`);
  return done ? 0 : 1;
};
