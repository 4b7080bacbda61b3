import { createCountBatch } from '../../functions/count-batch/count-batch.ts';
import { createDriftCheck, type DriftCheckInput } from '../../functions/drift-check/drift-check.ts';
import { measureImportance } from '../../shared/assurance/measure-importance.ts';
import { measure } from '../../shared/assurance/metrics.ts';
import { capturePrefix, labelsPrefix, observationsPrefix } from '../../shared/deployment/names.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import { ONE_PASS } from '../../shared/monitoring/batches.ts';
import { JOINING } from '../../shared/monitoring/id-parts.ts';
import type { TrafficFiles } from '../../shared/monitoring/ports.ts';
import { profileOf } from '../../shared/monitoring/profile.ts';
import type { Tier } from '../../shared/policy/schema.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { seeded } from '../../shared/statistics/permutation-importance.ts';
import { aServing } from '../support/builders.ts';
import { anEvidence } from '../support/evidence.ts';
import { memoryCountedWindows, memoryTraffic } from '../support/memory/traffic.ts';
import { aReleaseWorld, probability, scoring, theManifest, thePolicy } from './release.world.ts';

export const who = { team: 'lending', model: 'credit-risk' };
export const hour = (n: number) => new Date(Date.UTC(2026, 10, 23, n)).toISOString();
/** When the schedule looks at the hour that begins at n. */
export const due = (n: number) => new Date(Date.UTC(2026, 10, 23, n + 1, 5)).toISOString();

export const drawn = (seed: number, count: number, shift = 0) => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const [income, debt] = [random() * 100 + shift, random() * 40];
    return { inputs: [income, debt], output: probability(income, debt) };
  });
};

/** What turned out to be true of an answer: by its own probability, with luck that depends on the place alone. */
const truthOf = (score: number, i: number): number => Number((i * 0.7548776662) % 1 < score);

/**
 * The truth about the requests of the hour that begins at n, as it was collected in that of `collected`; `wrong` turns it
 * around, and `chance` is another one than the model knows.
 */
export const labelled = (
  n: number,
  collected: number,
  { rows = 500, wrong = false, chance = probability as (income: number, debt: number) => number } = {},
): string[] =>
  drawn(n + 10, rows).map(({ inputs: [income = 0, debt = 0] }, i) => {
    const truth = truthOf(chance(income, debt), i);
    return JSON.stringify({
      groundTruthData: { data: String(wrong ? 1 - truth : truth), encoding: 'CSV' },
      eventMetadata: { eventId: `${n}-${i}` },
      eventVersion: '0',
      collected: hour(collected),
    });
  });

/** Captured requests of the hour that begins at n. */
export const captured = (n: number, shift = 0, rows = 500, inferenceId?: string): string[] =>
  drawn(n + 10, rows, shift).map(({ inputs, output }, i) =>
    JSON.stringify({
      captureData: {
        endpointInput: {
          data: `${inputs.join(',')}\n`,
          encoding: 'CSV',
          observedContentType: 'text/csv',
          mode: 'INPUT',
        },
        endpointOutput: { data: `${output}\n`, encoding: 'CSV', observedContentType: 'text/csv', mode: 'OUTPUT' },
      },
      eventMetadata: {
        eventId: `${n}-${i}`,
        ...(inferenceId && { inferenceId }),
        inferenceTime: hour(n).replace(':00:00.000Z', ':30:00Z'),
      },
      eventVersion: '0',
    }),
  );

/** Traffic by hour; 60 shifts every income far away. */
export const aMonitor = async (
  shifts: Readonly<Record<number, number>>,
  tier: Partial<Tier> = { onDrift: 'rollback' },
  rows = 500,
  onePass = ONE_PASS,
  monitoring: Manifest['monitoring'] = theManifest().monitoring,
  joining = JOINING,
) => {
  const world = aReleaseWorld(thePolicy(tier));
  const manifest = theManifest({ monitoring });
  const { inputs } = manifest.signature;
  const output = { name: 'probability', type: 'number' as const, min: 0, max: 1 };
  const profile = await world.baselines.save(
    profileOf({ model: 'credit-risk', version: '1.4.0', inputs, output, rows: drawn(1, 3000) }),
  );
  const release = drawn(2, 3000);
  const truths = release.map(({ output: score }, i) => truthOf(score, i));
  const scores = release.map(({ output: score }) => score);
  const atRelease = measure({ task: 'binary-classification', labels: truths, scores });
  const importance = await measureImportance(
    async (rows) => rows.map(([income, debt]) => [probability(Number(income), Number(debt))]),
    {
      task: { kind: 'binary-classification' },
      columns: inputs.map(({ name }) => name),
      rows: release.slice(0, 300).map(({ inputs: row }) => row),
      labels: truths.slice(0, 300),
    },
    scores.slice(0, 300).map((score) => [score]),
  );
  const evaluation = await world.evidence.keepJson(anEvidence({ metrics: atRelease, importance }));
  const live = await world.stored(
    'live',
    {
      serving: aServing(),
      changedAt: hour(8),
      evidence: { profile, evaluation },
    },
    manifest,
  );
  const lines = Object.entries(shifts).flatMap(([n, shift]) => captured(Number(n), shift, rows));
  const metrics: string[] = [];
  const state = { during: () => {} };
  const traffic: TrafficFiles = memoryTraffic({ [capturePrefix(who)]: lines }, () => state.during());
  const [pushed, truth]: [string[], string[]] = [[], []];
  const observations = memoryTraffic({ [observationsPrefix(who)]: pushed });
  const asked: { readonly endpoint: string; readonly rows: number; readonly id: string | undefined }[] = [];
  const answer = { with: scoring() };
  const inference: Inference = {
    invoke: async (endpoint, body, contentType, id) => {
      asked.push({ endpoint, rows: body.trim().split('\n').length, id });
      return { body: answer.with(body), contentType, milliseconds: 1 };
    },
  };
  const deps = {
    ...world,
    traffic: { capture: traffic, observations },
    counted: memoryCountedWindows(),
    labels: memoryTraffic({ [labelsPrefix(who)]: truth }),
    joining,
    inference,
    evidenceBucket: 'evidence',
    onePass,
    places: {
      artefactBucket: 'artefacts',
      trafficBuckets: { capture: 'capture', observations: 'intake' },
      evidenceBucket: 'evidence',
    },
    emit: (emitted: readonly { readonly name: string }[]) => void metrics.push(...emitted.map(({ name }) => name)),
  };
  const run = (input: Partial<DriftCheckInput>) =>
    createDriftCheck(deps)({ ...who, run: `run-${JSON.stringify(input)}`, ...input });
  return {
    ...world,
    live,
    lines,
    pushed,
    truth,
    metrics,
    asked,
    answer,
    state,
    deps,
    run,
    countBatch: createCountBatch(deps),
    /** As the schedule does it. */
    check: (n: number) => run({ scheduledAt: due(n) }),
  };
};
