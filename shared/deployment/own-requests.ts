import { sha256 } from '../kernel/canonical.ts';
import type { ModelVersion } from '../registry/schema.ts';

/**
 * The inference id under which Slipway asks about a version: golden requests when it goes live, the holdout when a later
 * version is compared with it. It follows from the digest of its evaluation, which callers of an endpoint do not see, so
 * that nobody can hide traffic from the monitor by choosing an id.
 */
export const ownRequestId = ({ evidence }: Pick<ModelVersion, 'evidence'>): string =>
  `slipway-${sha256(`own requests, evaluated as ${evidence.evaluation ?? ''}`).slice(0, 48)}`;

/** The ids of all versions of a model that were evaluated; the monitor leaves these out of the traffic it judges. */
export const ownRequestIds = (versions: readonly Pick<ModelVersion, 'evidence'>[]): ReadonlySet<string> =>
  new Set(versions.filter(({ evidence }) => evidence.evaluation !== undefined).map(ownRequestId));
