import { Complaint, paint, say } from '../cli/terminal.ts';
import { forEver, runRehearsal } from './run-rehearsal.ts';
import { tellStory } from './tell-story.ts';

const unattended = process.argv.includes('--unattended');

/** `npm start` tells the story and stays up; `npm run demo` tells it alone and ends: 0 only if every step really happened. */
try {
  say(`${paint('strong', 'Slipway')}: a model's road from a folder to production, on this machine.\n`);
  await runRehearsal({ fresh: true, say }, async (rehearsal) => {
    await tellStory(rehearsal, unattended);
    if (unattended) return;
    say('\nEverything stays up for you to look around. Ctrl-C ends it.');
    await forEver();
  });
} catch (error) {
  process.stderr.write(`\n${error instanceof Complaint ? error.message : (error as Error).stack}\n`);
  process.exitCode = error instanceof Complaint ? error.exitCode : 2;
}
// A worker or socket somebody forgot must not keep a finished demonstration alive in CI.
if (unattended) process.exit();
