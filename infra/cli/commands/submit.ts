import { s3 } from '../../../shared/adapters/clients.ts';
import type { AuditRecord } from '../../../shared/audit/schema.ts';
import type { VersionId } from '../../../shared/registry/schema.ts';
import type { Command } from '../commands.ts';
import { sayFindings } from '../findings.ts';
import { endsRelease, follow, lastSequence } from '../follow.ts';
import { findOutputs, type Outputs } from '../outputs.ts';
import { registryOf, trailOf } from '../ports.ts';
import { inspect, upload } from '../submission.ts';
import { tellRecord } from '../tell-record.ts';
import { Complaint, paint, say } from '../terminal.ts';

const HALF_AN_HOUR = 1_800_000;

/** Checks a folder as the gate will, uploads it, manifest last, and follows the release until it ends or waits for a person. */
export const submit: Command = {
  usage: 'DIR [--detach]',
  summary: 'check a submission, upload it and follow its release',
  async run([folder], { json, detach }) {
    if (!folder) throw new Complaint('Name the folder to submit: slipway submit DIR');
    const inspection = await inspect(folder);
    if (inspection.kind === 'refused') {
      if (json) say(JSON.stringify({ kind: 'refused', findings: inspection.findings }));
      else {
        say(
          `${paint('bad', 'Nothing was uploaded.')} ${inspection.findings.length} thing${inspection.findings.length === 1 ? '' : 's'} to correct in ${folder}:\n`,
        );
        sayFindings(inspection.findings);
      }
      return 1;
    }
    const { manifest } = inspection.submission;
    const outputs = await findOutputs();
    const trail = trailOf(outputs);
    const known = await registryOf(outputs).find(manifest);
    const after = await lastSequence(trail, manifest);
    await upload(s3(), outputs.IntakeBucket, inspection.submission, (file, bytes) => {
      if (!json) say(`  uploaded ${file} (${bytes.toLocaleString('en')} bytes)`);
    });
    if (detach) return 0;
    const started = performance.now();
    const last = await follow({
      trail,
      id: manifest,
      after,
      onRecord: (record) => (json ? say(JSON.stringify(record)) : tellRecord(started, record)),
      until: (record) => endsRelease(record) || record.type === 'model.awaiting-approval',
      // A version that is registered already answers with silence when the bytes are the same: no second run.
      timeoutMs: known ? 20_000 : HALF_AN_HOUR,
    });
    return ending(last, manifest, outputs, known !== undefined, json);
  },
};

const ending = async (
  last: AuditRecord | undefined,
  id: VersionId,
  outputs: Outputs,
  known: boolean,
  json: boolean,
): Promise<number> => {
  if (!last && known) {
    if (!json) say(`Version ${id.version} is registered with these very bytes: there is no second run.`);
    return 0;
  }
  if (!last) throw new Complaint('Nothing was heard of the release for half an hour. See: slipway status');
  if (json) return last.type === 'model.live' || last.type === 'model.awaiting-approval' ? 0 : 1;
  if (last.type === 'model.awaiting-approval') {
    say(`\nIt waits for its approvers, who have mail. See ${outputs.SiteUrl}/models/${id.team}/${id.model}`);
    return 0;
  }
  if (last.type === 'submission.refused') {
    const { refused } = await registryOf(outputs).inventory();
    const own = refused.find(({ fingerprint }) => fingerprint === last.refs.fingerprint);
    say('');
    if (own) sayFindings(own.findings);
  }
  return last.type === 'model.live' ? 0 : 1;
};
