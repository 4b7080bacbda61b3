import { startRehearsal } from '../../demo/rehearsal.ts';
import type { Command } from '../commands.ts';
import { say } from '../terminal.ts';

/** Runs the local cloud alone, keeping what it holds, until Ctrl-C. */
export const local: Command = {
  usage: '',
  summary: 'run the local cloud and keep its contents, until Ctrl-C',
  async run() {
    const rehearsal = await startRehearsal({ fresh: false, say });
    say(`The local cloud is up: ${rehearsal.cloud.endpoint}. Stop it with Ctrl-C.`);
    await rehearsal.stopped;
    return 0;
  },
};
