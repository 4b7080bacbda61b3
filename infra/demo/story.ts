import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { s3 } from '../../shared/adapters/clients.ts';
import type { AuditRecord } from '../../shared/audit/schema.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { runMachine } from '../cli/commands/run-machine.ts';
import { sayFindings } from '../cli/findings.ts';
import { endsRelease, follow, lastSequence } from '../cli/follow.ts';
import type { Outputs } from '../cli/outputs.ts';
import { registryOf, trailOf } from '../cli/ports.ts';
import { inspect, type Submission, upload } from '../cli/submission.ts';
import { tellRecord } from '../cli/tell-record.ts';
import { Complaint, paint, say, stageLine } from '../cli/terminal.ts';
import { sendTraffic } from './traffic.ts';

/** Where a chapter runs and since when. */
export interface Stage {
  readonly outputs: Outputs;
  readonly started: number;
}

/** Reads an example; a broken one shows its findings, as `slipway submit` does. */
export const readExample = async (folder: string): Promise<Submission> => {
  const inspection = await inspect(folder);
  if (inspection.kind === 'ready') return inspection.submission;
  sayFindings(inspection.findings);
  throw new Complaint(`${folder} is not fit to be submitted.`, 1);
};

/** Uploads a submission and tells its release until `until`; answers that record. */
export const tellRelease = async (
  { outputs, started }: Stage,
  submission: Submission,
  onRecord: (record: AuditRecord) => void = () => {},
): Promise<AuditRecord> => {
  const trail = trailOf(outputs);
  const after = await lastSequence(trail, submission.manifest);
  let [files, bytes] = [0, 0];
  await upload(s3(), outputs.IntakeBucket, submission, (_file, size) => {
    files += 1;
    bytes += size;
  });
  say(
    stageLine(elapsed(started), 'uploaded', `${files} files, ${bytes.toLocaleString('en')} bytes, the manifest last`),
  );
  const last = await follow({
    trail,
    id: submission.manifest,
    after,
    onRecord: (record) => {
      tellRecord(started, record);
      onRecord(record);
    },
    until: endsRelease,
    timeoutMs: 15 * 24 * 3_600_000,
  });
  if (!last) throw new Complaint('The release did not end.', 1);
  return last;
};

/** Sends real rows to the live endpoint and checks exactly the window in which they were sent. */
export const tellDriftCheck = async (
  { outputs, started }: Stage,
  { folder, manifest }: Submission,
  file: string,
  expected: string,
): Promise<string> => {
  const endpoint = await liveEndpoint(outputs, manifest);
  // Captured instants have whole seconds: a window begins and ends on one, and no two windows share one.
  const from = await nextSecond();
  const rows = await sendTraffic(endpoint, folder, file, manifest.signature.inputs.length);
  const to = await nextSecond();
  say(
    stageLine(
      elapsed(started),
      'traffic',
      `${rows.toLocaleString('en')} rows of ${path.basename(file)} answered by ${endpoint}`,
    ),
  );
  await captureWritten();
  const window = { from: from.toISOString(), to: to.toISOString() };
  const { status, output, cause } = await runMachine(outputs.MonitorMachineArn, {
    team: manifest.team,
    model: manifest.model,
    window,
  });
  if (status !== 'SUCCEEDED') throw new Complaint(`The drift check failed: ${cause}`, 1);
  const verdict = String(output.verdict);
  say(
    stageLine(
      elapsed(started),
      'drift check',
      `${verdict}: ${String(output.sentence)}`,
      verdict === 'drifted' ? 'watch' : 'good',
    ),
  );
  if (output.reaction !== 'none')
    say(
      stageLine(
        elapsed(started),
        'reaction',
        `two of the last three windows drifted, so the policy says: ${String(output.reaction)}`,
        'watch',
      ),
    );
  if (verdict !== expected) throw new Complaint(`This window was expected to be ${expected}, it is ${verdict}.`, 1);
  return String(output.report);
};

const liveEndpoint = async (outputs: Outputs, manifest: Manifest): Promise<string> => {
  const version = await registryOf(outputs).find(manifest);
  if (version?.state !== 'live' || !version.serving)
    throw new Complaint(`${manifest.model} ${manifest.version} is not live.`, 1);
  return version.serving.endpoint;
};

export const elapsed = (started: number): number => (performance.now() - started) / 1000;

/** A heading between the chapters. */
export const chapter = (title: string): void => say(`\n${paint('strong', title)}`);

/** Waits for the next whole second and gives it. */
export const nextSecond = async (): Promise<Date> => {
  await pause(1000 - (Date.now() % 1000) + 5);
  return new Date(Math.floor(Date.now() / 1000) * 1000);
};

/** The local SageMaker writes captured records every two seconds; the service takes minutes. */
const captureWritten = (): Promise<void> => pause(3000);
