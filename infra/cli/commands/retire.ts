import { userInfo } from 'node:os';
import type { Command } from '../commands.ts';
import { findOutputs } from '../outputs.ts';
import { modelOf } from '../ports.ts';
import { Complaint, harmless, paint, say } from '../terminal.ts';
import { runMachine } from './run-machine.ts';

/** Takes a live model out of service; artefact, evidence and record stay. */
export const retire: Command = {
  usage: 'TEAM/MODEL --reason TEXT',
  summary: 'take a live model out of service, keep its record',
  async run(words, { reason, json }) {
    const model = modelOf(words);
    if (!reason) throw new Complaint('Say why, for the record: --reason "..."');
    const outputs = await findOutputs();
    const { status, output, cause } = await runMachine(outputs.RetireMachineArn, {
      ...model,
      requestedBy: userInfo().username,
      reason,
    });
    const done = status === 'SUCCEEDED';
    if (json) say(JSON.stringify({ status, ...output, cause }));
    else
      say(
        done
          ? `${model.team}/${model.model} is retired. Its artefact and its record are kept.`
          : `${paint('bad', 'It was not done.')} ${harmless(cause)}`,
      );
    return done ? 0 : 1;
  },
};
