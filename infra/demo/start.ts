import { Complaint, paint, say } from '../cli/terminal.ts';
import { startRehearsal } from './rehearsal.ts';
import { tellStory } from './tell-story.ts';

const unattended = process.argv.includes('--unattended');

/** `npm start` tells the story and stays up; `npm run demo` tells it alone and ends: 0 only if every step really happened. */
const main = async (): Promise<number> => {
  say(`${paint('strong', 'Slipway')}: a model's road from a folder to production, on this machine.\n`);
  const rehearsal = await startRehearsal({ fresh: true, say });
  try {
    await tellStory(rehearsal, unattended);
    if (unattended) return 0;
    say('\nEverything stays up for you to look around. Ctrl-C ends it.');
    await rehearsal.stopped;
    return 0;
  } finally {
    await rehearsal.stop();
  }
};

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`\n${error instanceof Complaint ? error.message : (error as Error).stack}\n`);
  process.exitCode = error instanceof Complaint ? error.exitCode : 2;
}
// A worker or socket somebody forgot must not keep a finished demonstration alive in CI.
if (unattended) process.exit();
