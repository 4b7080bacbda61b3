import { s3 } from '../../../shared/adapters/clients.ts';
import { documentPolicies, policyInForce } from '../../../shared/adapters/document-policies.ts';
import { GATE } from '../../../shared/artefacts/schema.ts';
import type { AuditRecord } from '../../../shared/audit/schema.ts';
import type { PinnedPolicy } from '../../../shared/policy/ports.ts';
import type { Finding, RefusedSubmission, VersionId } from '../../../shared/registry/schema.ts';
import { claimVersion, versionTaken } from '../../../shared/registry/submission.ts';
import type { Command } from '../command.ts';
import { sayFindings } from '../findings.ts';
import { endsRelease, follow, lastSequence } from '../follow.ts';
import { judgeInPlace } from '../judge-submission.ts';
import { findOutputs, type Outputs } from '../outputs.ts';
import { evidenceOf, registryOf, trailOf } from '../ports.ts';
import { inspect, type Submission, upload } from '../submission.ts';
import { tellRecord } from '../tell-record.ts';
import { Complaint, counted, harmless, paint, say } from '../terminal.ts';

const HALF_AN_HOUR = 1_800_000;
const HALF_A_MINUTE = 30_000;

/**
 * Checks a folder as the pipeline will, the scan of the gate included, uploads it, manifest last, and follows the release
 * until it ends or waits for a person. What the pipeline would refuse is not uploaded.
 */
export const submit: Command = {
  usage: 'DIR [--detach] [--no-scan]',
  summary: 'check and scan a submission, upload it and follow its release',
  async run([folder], { json, detach, 'no-scan': unscanned }) {
    if (!folder) throw new Complaint('Name the folder to submit: slipway submit DIR');
    const inspection = await inspect(folder);
    if (inspection.kind === 'refused') return refuse(folder, inspection.findings, json);
    const { submission } = inspection;
    const { manifest } = submission;
    const outputs = await findOutputs();
    const trail = trailOf(outputs);
    const { known, claim } = await claimOf(outputs, submission);
    if (known && claim === 'duplicate') {
      if (json) say(JSON.stringify({ kind: 'duplicate', version: known.version, state: known.state }));
      else
        say(
          `Version ${known.version} is registered with these very bytes (${known.state}): there is no second run${known.state === 'refused' ? ' while the policy is the same' : ''}.`,
        );
      return 0;
    }
    if (!unscanned) {
      const { findings, sentence } = await judgeInPlace(submission, await policyOf(outputs), new Date());
      const all = [...(claim === 'taken' ? [versionTaken(manifest.version)] : []), ...findings];
      if (all.length > 0) return refuse(folder, all, json);
      if (!json) say(`  scanned  ${harmless(sentence)}`);
    }
    const earlier = await refusalOf(outputs, manifest);
    const after = await lastSequence(trail, manifest);
    await upload(s3(), outputs.IntakeBucket, submission, (file, bytes) => {
      if (!json) say(`  uploaded ${file} (${bytes.toLocaleString('en')} bytes)`);
    });
    if (detach) {
      if (json) say(JSON.stringify({ kind: 'uploaded' }));
      return 0;
    }
    const started = performance.now();
    const last = await follow({
      trail,
      id: manifest,
      after,
      onRecord: (record) => (json ? say(JSON.stringify(record)) : tellRecord(started, record)),
      until: (record) =>
        endsRelease(record) ||
        record.type === 'model.awaiting-approval' ||
        (earlier !== undefined && record.type === 'submission.duplicate'),
      timeoutMs: HALF_AN_HOUR,
      // Sent again within the second in which they were turned away, the very same bytes are one upload.
      ...(earlier && { firstWithinMs: HALF_A_MINUTE }),
    });
    return ending(last, manifest, outputs, earlier, json);
  },
};

const refuse = (folder: string, findings: readonly Finding[], json: boolean): number => {
  if (json) say(JSON.stringify({ kind: 'refused', findings }));
  else {
    say(
      `${paint('bad', 'Nothing was uploaded.')} ${counted(findings.length, 'thing')} to correct in ${harmless(folder)}:\n`,
    );
    sayFindings(findings);
  }
  return 1;
};

/** Whether these bytes may have their version's number, and whose it is. */
const claimOf = async (outputs: Outputs, { manifest, sha256 }: Submission) => {
  const known = await registryOf(outputs).find(manifest);
  const policy = await policyInForce(evidenceOf(outputs))();
  return { known, claim: claimVersion(known, sha256, '', { sha256: policy?.sha256 ?? '', gate: GATE }) };
};

const policyOf = (outputs: Outputs): Promise<PinnedPolicy> =>
  documentPolicies(evidenceOf(outputs))
    .current()
    .catch((error: Error) => {
      throw new Complaint(
        `The policy in force cannot be read (${harmless(error.message)}), so the submission cannot be judged here. To upload it all the same: --no-scan`,
      );
    });

const refusalOf = async (
  outputs: Outputs,
  { team, model, version }: VersionId,
  fingerprint?: string,
): Promise<RefusedSubmission | undefined> => {
  const { refused } = await registryOf(outputs).inventory();
  return refused
    .filter((one) => one.team === team && one.model === model && one.version === version)
    .filter((one) => fingerprint === undefined || one.fingerprint === fingerprint)
    .sort((a, b) => a.at.localeCompare(b.at))
    .at(-1);
};

const ending = async (
  last: AuditRecord | undefined,
  id: VersionId,
  outputs: Outputs,
  earlier: RefusedSubmission | undefined,
  json: boolean,
): Promise<number> => {
  if ((!last || last.type === 'submission.duplicate') && earlier) {
    if (json) say(JSON.stringify({ kind: 'refused-before', at: earlier.at, findings: earlier.findings }));
    else {
      say(`Nothing was done: these very bytes were turned away before, ${earlier.at.slice(0, 19)}.`);
      say('Under another policy they are judged again. Otherwise correct what was found, and send them again.\n');
      sayFindings(earlier.findings);
    }
    return 1;
  }
  if (!last) throw new Complaint('Nothing was heard of the release for half an hour. See: slipway status');
  if (json) return last.type === 'model.live' || last.type === 'model.awaiting-approval' ? 0 : 1;
  if (last.type === 'model.awaiting-approval') {
    say(`\nIt waits for its approvers, who have mail. See ${outputs.SiteUrl}/models/${id.team}/${id.model}`);
    return 0;
  }
  if (last.type === 'submission.refused') {
    const own = await refusalOf(outputs, id, last.refs.fingerprint);
    say('');
    if (own) sayFindings(own.findings);
  }
  return last.type === 'model.live' ? 0 : 1;
};
