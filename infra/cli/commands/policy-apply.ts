import { readFile } from 'node:fs/promises';
import { CURRENT_POLICY, PolicyPointer } from '../../../shared/adapters/document-policies.ts';
import type { Policy } from '../../../shared/policy/schema.ts';
import type { Documents } from '../../../shared/storage/ports.ts';
import type { Command } from '../command.ts';
import { sayFindings } from '../findings.ts';
import { findOutputs } from '../outputs.ts';
import { evidenceOf } from '../ports.ts';
import { readPolicy } from '../read-policy.ts';
import { Complaint, counted, paint, say } from '../terminal.ts';

/** Puts a policy in force: its bytes under their digest, then the pointer. Releases under way keep the one they were judged by. */
export const policyApply: Command = {
  usage: 'FILE',
  summary: 'put a policy (tiers, gates, people) in force',
  async run([file], { json }) {
    if (!file) throw new Complaint('Name the policy file: slipway policy apply FILE');
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Complaint(`${file} cannot be read.`);
    });
    const reading = readPolicy(text);
    if (reading.kind === 'refused') {
      if (json) say(JSON.stringify(reading));
      else {
        say(
          `${paint('bad', 'The policy was not applied.')} ${counted(reading.findings.length, 'thing')} to correct:\n`,
        );
        sayFindings(reading.findings);
      }
      return 1;
    }
    const applied = await applyPolicy(evidenceOf(await findOutputs()), reading.policy);
    say(
      json
        ? JSON.stringify(applied)
        : `Policy version ${applied.version} is in force (sha256 ${applied.sha256.slice(0, 12)}).`,
    );
    return 0;
  },
};

/** @throws Complaint when the version number goes backwards, or stands for other rules already */
export const applyPolicy = async (
  documents: Documents,
  policy: Policy,
): Promise<{ readonly version: number; readonly sha256: string }> => {
  const pointer = await documents.text(CURRENT_POLICY);
  const current = pointer === undefined ? undefined : PolicyPointer.parse(JSON.parse(pointer));
  if (current && policy.version < current.version)
    throw new Complaint(`Version ${current.version} is in force; ${policy.version} would be a step back.`, 1);
  const sha256 = await documents.keepJson(policy);
  if (policy.version === current?.version && sha256 !== current.sha256)
    throw new Complaint(
      `Version ${current.version} is in force with other rules: give this policy version ${current.version + 1}.`,
      1,
    );
  await documents.put(CURRENT_POLICY, JSON.stringify({ version: policy.version, sha256 }), 'application/json');
  return { version: policy.version, sha256 };
};
