import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { judgeFiles } from '../../shared/assurance/judge-files.ts';
import { gateRules } from '../../shared/policy/gate-rules.ts';
import type { PinnedPolicy } from '../../shared/policy/ports.ts';
import type { Finding, StoredFile } from '../../shared/registry/schema.ts';
import { judgeSubmission } from '../../shared/registry/submission.ts';
import type { Submission } from './submission.ts';
import { watchedFile } from './watched-file.ts';

export interface Judgement {
  /** Everything that the pipeline would refuse it for. */
  readonly findings: readonly Finding[];
  /** What was seen in files that are accepted. */
  readonly sentence: string;
}

/**
 * Judges a submission where it lies as the pipeline will under a policy: what the policy takes, the artefact, its contract
 * with the manifest, and both data sets. Nothing of it is run, and nothing leaves the machine.
 */
export const judgeInPlace = async (
  { folder, manifestFile, manifest }: Submission,
  policy: PinnedPolicy,
  now: Date,
): Promise<Judgement> => {
  const described = async (name: string) => ({ path: name, bytes: (await stat(path.join(folder, name))).size });
  const names = [...Object.values(manifest.files).map((file) => file.path), manifestFile];
  const present = await Promise.all(names.map(described));
  const stored = (role: 'model' | 'holdout' | 'baseline'): StoredFile => {
    const { path: name, sha256 } = manifest.files[role];
    return { key: path.join(folder, name), sha256, bytes: present.find((file) => file.path === name)?.bytes ?? 0 };
  };
  const { findings, sentence } = await judgeFiles(
    { read: async (file) => Readable.from(watchedFile(file)) },
    manifest,
    { model: stored('model'), holdout: stored('holdout'), baseline: stored('baseline') },
    gateRules(policy, manifest.framework, now),
  );
  return { findings: [...judgeSubmission(manifest, policy.policy, present), ...findings], sentence };
};
