import type { ScanRules } from '../artefacts/scan-artefact.ts';
import type { Manifest } from '../registry/manifest.ts';
import type { PinnedPolicy } from './ports.ts';

/**
 * The rules by which the gate judges an artefact under a policy. Exceptions that end count until the end of their day: of a
 * version, the day it was received, so that judging it again gives the same verdict. Names that are allowed for some
 * frameworks only count when the framework is known.
 */
export const gateRules = (
  { policy, sha256 }: PinnedPolicy,
  framework: Manifest['framework'] | undefined,
  received: Date,
): ScanRules => {
  const { accepts, gate, version } = policy;
  const on = received.toISOString().slice(0, 10);
  const reviewed = gate.reviewedNames
    .filter(({ frameworks }) => !frameworks || (framework !== undefined && frameworks.includes(framework)))
    .filter(({ expires }) => expires === undefined || on <= expires);
  return {
    policy: { version, sha256 },
    on,
    limits: { inputBytes: accepts.largestModelBytes, ...gate.limits },
    reviewed: reviewed.map(({ role, ...entry }) => ({ ...entry, roles: [role] })),
    code: gate.approvedCode,
    ...(accepts.formats && { formats: accepts.formats }),
  };
};
