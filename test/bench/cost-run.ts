import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { createDriftCheck } from '../../functions/drift-check/drift-check.ts';
import { chainOf } from '../../shared/audit/chain.ts';
import { observationsPrefix } from '../../shared/deployment/names.ts';
import { ONE_PASS } from '../../shared/monitoring/batches.ts';
import { JOINING } from '../../shared/monitoring/id-parts.ts';
import { BaselineProfile, type CountedWindow } from '../../shared/monitoring/schema.ts';
import { ExternalManifest } from '../../shared/registry/external-model.ts';
import type { Documents } from '../../shared/storage/ports.ts';
import { aPolicy, NOW } from '../support/approval.ts';
import { aDraft, aManifest, aModelVersion } from '../support/builders.ts';
import { memoryBaselines } from '../support/memory/baselines.ts';
import { memoryContentStore } from '../support/memory/content-store.ts';
import { memoryDocuments } from '../support/memory/documents.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';
import { memoryPolicies } from '../support/memory/policies.ts';

/** What one whole check took and left behind, in a process of its own: milliseconds, MiB and bytes. */
export interface CostRun {
  readonly wall: number;
  readonly rss: number;
  readonly verdict: string;
  readonly traffic: number;
  readonly counts: number;
  readonly reports: number;
  readonly health: number;
  readonly records: number;
}

const [, , profileFile = '', rowsFile = ''] = process.argv;
const who = { team: 'lending', model: 'credit-risk' };
const window = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' };
const profile = BaselineProfile.parse(JSON.parse(readFileSync(profileFile, 'utf8')));
const rows = readFileSync(rowsFile);

const kept = memoryDocuments();
const written = { counts: 0, reports: 0 };
const evidence: Documents = {
  ...kept,
  keepJson: (value) => {
    written.reports += JSON.stringify(value).length;
    return kept.keepJson(value);
  },
  put: (key, body, type) => {
    written.reports += body.length;
    return kept.put(key, body, type);
  },
};
const baselines = memoryBaselines();
const policies = memoryPolicies(aPolicy());
const registry = memoryRegistry();
const { signature: usual, ...manifest } = aManifest();
const inputs = profile.features.map(({ shape }) => shape);
const external = ExternalManifest.parse({
  apiVersion: 'slipway/external/v1',
  ...who,
  version: '1.0.0',
  owner: manifest.owner,
  submitter: manifest.submitter,
  purpose: manifest.purpose,
  risk: manifest.risk,
  task: manifest.task,
  runsAt: 'this bench',
  files: { baseline: manifest.files.baseline },
  signature: { ...usual, inputs, output: { name: profile.prediction?.name ?? 'score', type: 'number' } },
});
await registry.commit(
  [
    {
      kind: 'save-external',
      external: {
        ...who,
        version: '1.0.0',
        owner: external.owner,
        submitter: external.submitter,
        purpose: external.purpose,
        risk: external.risk,
        task: external.task,
        runsAt: external.runsAt,
        since: window.from,
        manifest: await kept.keepJson(external),
        profile: await baselines.save(profile),
        policy: { version: 1, sha256: (await policies.current()).sha256 },
        revision: 0,
      },
    },
  ],
  [aDraft(aModelVersion(who), '', { type: 'external.registered' })],
);

const PIECE = 256 * 1024;
const key = `${observationsPrefix(who)}2026/01/01/00/records.jsonl`;
const nothing = { list: async () => [], read: async function* () {} };
const observations = {
  list: async () => [{ key, bytes: rows.length }],
  read: async function* () {
    for (let at = 0; at < rows.length; at += PIECE) yield rows.subarray(at, at + PIECE);
  },
};
const check = createDriftCheck({
  registry,
  baselines,
  policies,
  evidence,
  evidenceBucket: 'evidence',
  artefacts: memoryContentStore(),
  traffic: { capture: nothing, observations },
  labels: nothing,
  joining: JOINING,
  inference: { invoke: async () => ({ body: '', contentType: 'text/csv', milliseconds: 0 }) },
  counted: {
    keep: async (_key: string, counted: CountedWindow) => {
      written.counts += gzipSync(JSON.stringify(counted)).length;
    },
    find: async () => undefined,
    keysAfter: async () => [],
  },
  onePass: ONE_PASS,
  places: {
    artefactBucket: 'artefacts',
    trafficBuckets: { capture: 'capture', observations: 'intake' },
    evidenceBucket: 'evidence',
  },
  emit: () => {},
  clock: () => NOW,
});

const started = performance.now();
const { verdict } = await check({ ...who, run: 'bench', window });
const wall = performance.now() - started;
const health = await registry.health(who);
const records = await registry.chain(chainOf(who));
process.stdout.write(
  JSON.stringify({
    wall,
    rss: process.resourceUsage().maxRSS / 1024,
    verdict,
    traffic: rows.length,
    ...written,
    // As it is after fifty windows.
    health: JSON.stringify({ ...health, recent: Array.from({ length: 50 }, () => health?.recent[0]) }).length,
    records: JSON.stringify(records.at(-1)).length,
  } satisfies CostRun),
);
