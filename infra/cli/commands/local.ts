import type { Command } from '../command.ts';
import { say } from '../terminal.ts';

/** Runs the local cloud alone, keeping what it holds, until Ctrl-C. */
export const local: Command = {
  usage: '',
  summary: 'run the local cloud and keep its contents, until Ctrl-C',
  async run(_words, { json }) {
    // The local cloud is large; no other command should wait for it to be read.
    const { forEver, runRehearsal } = await import('../../demo/run-rehearsal.ts');
    await runRehearsal({ fresh: false, say: json ? () => {} : say }, async ({ cloud, mailbox, outputs, dashboard }) => {
      if (json) say(JSON.stringify({ endpoint: cloud.endpoint, site: outputs.SiteUrl, mailbox, dashboard }));
      else {
        for (const [what, where] of [
          ['Mailbox', mailbox],
          ['Registry and report', outputs.SiteUrl],
          ['Dashboard', dashboard],
        ] as const)
          say(`  ${what.padEnd(20)} ${where}`);
        say('The local cloud is up. Ctrl-C ends it and keeps what it holds.');
      }
      await forEver();
    });
    return 0;
  },
};
