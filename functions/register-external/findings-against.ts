import { driftLimits } from '../../shared/policy/drift-limits.ts';
import type { Policy } from '../../shared/policy/schema.ts';
import type { ExternalManifest } from '../../shared/registry/external-model.ts';
import type { Finding, VersionId } from '../../shared/registry/schema.ts';

/** Everything that its place, the policy in force and the registry have against a model that runs elsewhere. */
export const findingsAgainst = (
  manifest: ExternalManifest,
  place: VersionId,
  policy: Policy,
  hosted: boolean,
): readonly Finding[] => {
  const findings: Finding[] = (['team', 'model', 'version'] as const)
    .filter((part) => manifest[part] !== place[part])
    .map((part) => ({
      path: part,
      code: 'wrong-place',
      message: `the file says ${manifest[part]}, the upload lies under ${place[part]}`,
      expected: place[part],
    }));
  if (!Object.hasOwn(policy.teams, manifest.team))
    findings.push({
      path: 'team',
      code: 'unknown-team',
      message: `the policy knows no team ${manifest.team}`,
      expected: `one of: ${Object.keys(policy.teams).join(', ')}`,
    });
  const tier = policy.tiers[manifest.risk];
  if (!tier)
    findings.push({
      path: 'risk',
      code: 'unknown-tier',
      message: `the policy has no tier ${manifest.risk}`,
      expected: `one of: ${Object.keys(policy.tiers).join(', ')}`,
    });
  else {
    findings.push(...driftLimits(tier, manifest.monitoring.drift).findings);
    if (tier.onDrift === 'rollback')
      findings.push({
        path: 'risk',
        code: 'cannot-roll-back',
        message: `the tier ${manifest.risk} rolls back on drift, and Slipway cannot roll back what runs elsewhere`,
        expected: 'a tier that alerts or asks for retraining',
      });
  }
  if (hosted)
    findings.push({
      path: 'model',
      code: 'hosted-here',
      message: `${manifest.team}/${manifest.model} is a model that Slipway releases itself`,
      expected: 'another name',
    });
  return findings;
};
