import { userInfo } from 'node:os';
import type { Command } from '../commands.ts';
import { findOutputs } from '../outputs.ts';
import { modelOf } from '../ports.ts';
import { Complaint, harmless, paint, say } from '../terminal.ts';
import { runMachine } from './run-machine.ts';

/** Puts the last approved good version back, verified and on record. */
export const rollback: Command = {
  usage: 'TEAM/MODEL --reason TEXT',
  summary: 'put the last approved good version back',
  async run(words, { reason, json }) {
    const model = modelOf(words);
    if (!reason) throw new Complaint('Say why, for the record: --reason "..."');
    const outputs = await findOutputs();
    const { status, output, cause } = await runMachine(outputs.RollbackMachineArn, {
      ...model,
      requestedBy: userInfo().username,
      reason,
    });
    const done = status === 'SUCCEEDED';
    if (json) say(JSON.stringify({ status, ...output, cause }));
    else
      say(
        done
          ? `Back on version ${output.to}, verified; ${output.from} is marked as rolled back.`
          : `${paint('bad', 'It was not done.')} ${harmless(cause)}`,
      );
    return done ? 0 : 1;
  },
};
