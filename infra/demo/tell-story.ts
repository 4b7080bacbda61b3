import type { AuditRecord } from '../../shared/audit/schema.ts';
import { Complaint, paint, say, stageLine } from '../cli/terminal.ts';
import { decideByMail } from './approver.ts';
import type { Rehearsal } from './rehearsal.ts';
import { chapter, elapsed, readExample, tellDriftCheck, tellRelease } from './story.ts';
import { verifyRecord } from './verify-record.ts';

const EXAMPLE = 'examples/care-demand';

/** The main job from upload to a live, watched model. Unattended it decides as an approver would, through the same pages. */
export const tellStory = async (rehearsal: Rehearsal, unattended: boolean): Promise<void> => {
  const { outputs, mailbox, dashboard } = rehearsal;
  const started = performance.now();
  const stage = { outputs, started };
  const submission = await readExample(EXAMPLE);
  const { team, model, version } = submission.manifest;

  chapter(`Release: ${team}/${model} ${version}`);
  let deciding: Promise<string> | undefined;
  const onRecord = (record: AuditRecord) => {
    if (record.type !== 'model.awaiting-approval') return;
    if (unattended) {
      say(
        stageLine(
          elapsed(started),
          'mail',
          'Rosa Klein opens her mail, follows its link, signs in, reads, types the name, approves',
          'quiet',
        ),
      );
      deciding = decideByMail({
        mailbox,
        address: 'rosa@example.com',
        persona: 'rosa',
        model,
        version,
        decision: 'approve',
        comment: 'The evidence is sound.',
      });
      // Not a result yet: it is awaited below; only its failure must not go unhandled meanwhile.
      deciding.catch((error: Error) => rehearsal.fail(error));
      return;
    }
    say(
      `\n${paint('strong', 'Your turn.')} The release waits for somebody who may approve it. Nobody of the team that built the model may.`,
    );
    say(`  1. Open the mailbox:  ${paint('strong', mailbox)}`);
    say('  2. Follow the link in the mail to Rosa Klein or Tom Berg, and sign in as one of them.');
    say(`  3. Read the evidence, type the model's name (${model}) and approve, or decline with a reason.\n`);
  };
  const last = await Promise.race([tellRelease(stage, submission, onRecord), rehearsal.failed]);
  await deciding;
  if (last.type !== 'model.live') {
    if (unattended) throw new Complaint(`The release ended with ${last.type}.`, 1);
    say('\nIt did not go live, and the record says why. Run npm start again for another try.');
    return;
  }

  chapter('Watching the live model');
  // What clocks do every few minutes and every morning: the dashboard has its counts, the archive its first report.
  rehearsal.cloud.events.ringSchedules();
  await tellDriftCheck(stage, submission, 'traffic.csv', 'stable');
  await tellDriftCheck(stage, submission, 'drifted.csv', 'drifted');
  const report = await tellDriftCheck(stage, submission, 'drifted.csv', 'drifted');

  chapter('The record');
  const { records, chains } = await verifyRecord(outputs);
  say(
    stageLine(
      elapsed(started),
      'audit verify',
      `${records} records in ${chains} chain${chains === 1 ? '' : 's'}, each linked to the one before, all as the registry says`,
    ),
  );

  chapter('Look around');
  for (const [what, where] of [
    ['Mailbox', mailbox],
    ['Registry and report', outputs.SiteUrl],
    ['This model', `${outputs.SiteUrl}/models/${team}/${model}`],
    ['Last drift report', `${outputs.SiteUrl}/${report}`],
    ['Dashboard', dashboard],
  ] as const) {
    say(`  ${what.padEnd(20)} ${paint('strong', where)}`);
  }
  say(`  ${'Command line'.padEnd(20)} npm run slipway -- models --local`);
};
