import { sha256 } from '../kernel/canonical.ts';
import type { ModelId, ModelVersion, Serving } from '../registry/schema.ts';
import type { Purpose } from './schema.ts';

/** SageMaker's limit for endpoints, configurations and models. */
const LONGEST = 63;

/**
 * Names that follow from what is served, so that a retry finds what exists (R-40). Too long a name is cut and gets eight
 * hexadecimal digits of the hash of the whole, so two long names never meet.
 */
export const servingNames = (version: ModelVersion, purpose: Purpose): Serving => {
  // Over the exact version as well: 1.0.0-a.b and 1.0.0-a-b have one tag, and may have the same bytes.
  const bytes = sha256(`${version.version} ${version.files.model.sha256}`).slice(0, 8);
  const tag = version.version.replace(/[^a-zA-Z0-9]+/g, '-');
  const one = shorten(`${stem(version)}-${tag}-${bytes}${purpose === 'staging' ? '-stg' : ''}`);
  return { endpoint: purpose === 'staging' ? one : productionEndpoint(version), config: one, model: one };
};

/** The production endpoint keeps its name from version to version: callers need not change. */
export const productionEndpoint = (model: ModelId): string => shorten(stem(model));

/** Where SageMaker writes what the production endpoint was asked and answered, in the capture bucket. */
export const capturePrefix = (model: ModelId): string => `${productionEndpoint(model)}/AllTraffic/`;

/** Begins the keys of records that are pushed to the intake bucket from models that run elsewhere. */
export const OBSERVATIONS = 'observations/';

/** Where those of one model lie, by the hour as SageMaker does it. */
export const observationsPrefix = ({ team, model }: ModelId): string => `${OBSERVATIONS}${team}/${model}/`;

/** Begins the keys of late labels in the intake bucket: ground truth in SageMaker's format, by the hour it was collected. */
export const LABELS = 'labels/';
export const labelsPrefix = ({ team, model }: ModelId): string => `${LABELS}${team}/${model}/`;

/** Name of the model's drift-check schedule (Scheduler allows 64 characters). */
export const scheduleName = (model: ModelId): string => shorten(`drift-${own(model)}`);

const stem = (model: ModelId): string => `slipway-${own(model)}`;

// The hash keeps `a-b`/`c` and `a`/`b-c` apart, which would otherwise share a name.
const own = ({ team, model }: ModelId): string => `${team}-${model}-${sha256(`${team}/${model}`).slice(0, 6)}`;

const shorten = (name: string): string =>
  name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 9).replace(/-+$/, '')}-${sha256(name).slice(0, 8)}`;
