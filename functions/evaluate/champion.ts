import { rowsOf, scoredOf } from '../../shared/assurance/dataset/labelled-rows.ts';
import { measure } from '../../shared/assurance/metrics.ts';
import type { Metric } from '../../shared/assurance/schema.ts';
import { asking } from '../../shared/deployment/asking.ts';
import { ownRequestId } from '../../shared/deployment/own-requests.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import { monthlyUsd } from '../../shared/deployment/prices.ts';
import { liveVersion } from '../../shared/deployment/rollback-target.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import type { ModelId } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import type { StoredContent } from '../../shared/storage/ports.ts';

import { hasColumns, type Table } from './holdout.ts';

export interface Champion {
  readonly version: string;
  readonly metrics: Metric[];
  readonly monthlyUsd?: number;
}

interface Deps {
  readonly registry: ModelRegistry;
  readonly artefacts: StoredContent;
  readonly inference: Inference;
}

/**
 * The live version measured on the candidate's own holdout, by asking its endpoint the same rows. `undefined` when there
 * is none, or when it does another task or reads columns that the holdout lacks: then nothing can be compared fairly.
 */
export const measureChampion = async (
  { registry, artefacts, inference }: Deps,
  model: ModelId,
  table: Table,
): Promise<Champion | undefined> => {
  const live = liveVersion(await registry.versionsOf(model));
  if (!live?.serving) return undefined;
  const manifest = await manifestOf(artefacts, live);
  const columns = manifest.signature.inputs.map(({ name }) => name);
  if (!hasColumns(table.dataset, [...columns, manifest.signature.label])) return undefined;
  const answers = await asking(
    inference,
    live.serving.endpoint,
    manifest,
    ownRequestId(live),
  )(rowsOf(table.dataset, columns));
  const cost = monthlyUsd(manifest.serving);
  return {
    version: live.version,
    metrics: measure(scoredOf(manifest, table.dataset, answers)),
    ...(cost !== undefined && { monthlyUsd: cost }),
  };
};
