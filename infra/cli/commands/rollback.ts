import type { Command } from '../command.ts';
import { runRequest } from './run-request.ts';

/** Puts the last approved good version back, verified and on record. */
export const rollback: Command = {
  usage: 'TEAM/MODEL --reason TEXT',
  summary: 'put the last approved good version back',
  run: (words, options) =>
    runRequest(
      {
        machine: ({ RollbackMachineArn }) => RollbackMachineArn,
        told: ({ from, to }) => `Back on version ${to}, verified; ${from} is marked as rolled back.`,
      },
      words,
      options,
    ),
};
