import { capturePrefix, observationsPrefix } from '../deployment/names.ts';
import { ownRequestIds } from '../deployment/own-requests.ts';
import { liveVersion } from '../deployment/rollback-target.ts';
import { ExternalManifest } from '../registry/external-model.ts';
import type { Manifest } from '../registry/manifest.ts';
import type { ModelRegistry } from '../registry/ports.ts';
import type { ModelId, RiskTier, Serving, VersionId } from '../registry/schema.ts';
import { manifestOf } from '../registry/version-manifest.ts';
import type { Documents, StoredContent } from '../storage/ports.ts';
import type { TrafficSource } from './large-window.ts';

/** What a check must know of a model, wherever it runs. */
export interface WatchedModel extends VersionId {
  /** Since when this version answers, as far as Slipway knows. */
  readonly since: string;
  /** State on record; empty for a model that runs elsewhere. */
  readonly state: string;
  readonly risk: RiskTier;
  readonly policy: string;
  /** Digest of its baseline profile. */
  readonly profile: string;
  /** Digest of what was registered: the model's bytes, or the manifest of one that runs elsewhere. */
  readonly digest: string;
  /** The endpoint, when Slipway made it. */
  readonly serving?: Serving;
  /** How that endpoint is asked. */
  readonly contentType?: Manifest['serving']['contentType'];
  readonly traffic: { readonly source: TrafficSource; readonly prefix: string };
  /** Where it runs, when Slipway did not deploy it. */
  readonly runsAt?: string;
  /** Inference ids of Slipway's own requests. */
  readonly ownRequests: ReadonlySet<string>;
  readonly manifest: Pick<Manifest, 'owner' | 'task' | 'signature' | 'sensitive' | 'monitoring' | 'retraining'>;
  /** Keys of the files it was registered with, in the artefact bucket. */
  readonly files: Readonly<Record<string, string>>;
  /** Digest of its evaluation, when it was evaluated here. */
  readonly evaluation?: string;
}

interface Stores {
  readonly registry: ModelRegistry;
  readonly artefacts: StoredContent;
  readonly evidence: Documents;
}

/** The live version of a model, or the model that runs elsewhere under that name; nothing when there is neither. */
export const watchedModel = async (
  { registry, artefacts, evidence: documents }: Stores,
  id: ModelId,
): Promise<WatchedModel | undefined> => {
  const versions = await registry.versionsOf(id);
  const live = liveVersion(versions);
  if (live) {
    const { team, model, version, state, risk, serving, files, evidence, manifest } = live;
    const prefix = capturePrefix(live);
    const submitted = await manifestOf(artefacts, live);
    return {
      team,
      model,
      version,
      state,
      risk,
      since: live.changedAt,
      policy: live.policy.sha256,
      profile: evidence.profile ?? '',
      digest: files.model.sha256,
      ...(serving && { serving }),
      contentType: submitted.serving.contentType,
      traffic: { source: 'capture', prefix },
      ownRequests: ownRequestIds(versions),
      manifest: submitted,
      files: {
        manifest: manifest.key,
        model: files.model.key,
        baseline: files.baseline.key,
        holdout: files.holdout.key,
      },
      ...(evidence.evaluation && { evaluation: evidence.evaluation }),
    };
  }
  const external = await registry.external(id);
  if (!external || external.ended !== undefined) return undefined;
  const { team, model, version, risk, since, profile, manifest, runsAt } = external;
  return {
    team,
    model,
    version,
    state: '',
    risk,
    since,
    policy: external.policy.sha256,
    profile,
    digest: manifest,
    runsAt,
    traffic: { source: 'observations', prefix: observationsPrefix(external) },
    ownRequests: new Set(),
    manifest: ExternalManifest.parse(await documents.json(manifest)),
    files: {},
  };
};
