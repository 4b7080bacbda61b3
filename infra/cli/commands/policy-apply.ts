import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { CURRENT_POLICY, PolicyPointer } from '../../../shared/adapters/document-policies.ts';
import { Policy } from '../../../shared/policy/schema.ts';
import type { Documents } from '../../../shared/storage/ports.ts';
import type { Command } from '../commands.ts';
import { sayFindings } from '../findings.ts';
import { findOutputs } from '../outputs.ts';
import { evidenceOf } from '../ports.ts';
import { Complaint, paint, say } from '../terminal.ts';

/** Puts a policy in force: its bytes under their digest, then the pointer. Releases under way keep the one they were judged by. */
export const policyApply: Command = {
  usage: 'FILE',
  summary: 'put a policy (tiers, gates, people) in force',
  async run([file], { json }) {
    if (!file) throw new Complaint('Name the policy file: slipway policy apply FILE');
    const parsed = Policy.safeParse(parse(await readFile(file, 'utf8')));
    if (!parsed.success) {
      const findings = parsed.error.issues.map((issue) => ({
        path: issue.path.join('.') || 'policy',
        code: 'invalid',
        message: issue.message,
      }));
      if (json) say(JSON.stringify({ kind: 'refused', findings }));
      else {
        say(paint('bad', 'The policy was not applied.'));
        sayFindings(findings);
      }
      return 1;
    }
    const applied = await applyPolicy(evidenceOf(await findOutputs()), parsed.data);
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
  const sha256 = await documents.keepJson(policy);
  if (
    current &&
    (policy.version < current.version || (policy.version === current.version && sha256 !== current.sha256))
  ) {
    throw new Complaint(
      `Version ${current.version} is in force with other rules: give this policy version ${current.version + 1}.`,
      1,
    );
  }
  await documents.put(CURRENT_POLICY, JSON.stringify({ version: policy.version, sha256 }), 'application/json');
  return { version: policy.version, sha256 };
};
