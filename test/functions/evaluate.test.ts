import { describe, expect, it } from 'vitest';
import { createEvaluate, EvaluationDocument } from '../../functions/evaluate/evaluate.ts';
import { InferenceFailed } from '../../shared/deployment/errors.ts';
import type { Policy } from '../../shared/policy/schema.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { aServing } from '../support/builders.ts';
import { type Answer, memoryInference } from '../support/memory/inference.ts';
import { doublesFile } from '../support/parquet-file.ts';
import { aReleaseWorld, FILES, ID, scoring, theManifest, thePolicy } from './release.world.ts';

const up = { status: 'InService', config: 'c', failureReason: '' };
const input = { ...ID, endpoint: 'stage', outcome: up };
const aBench = async (answer: Answer = scoring(), policy: Policy = thePolicy(), milliseconds = 4) => {
  const world = aReleaseWorld(policy);
  await world.stored('validated', { evidence: { validation: await world.aValidation() } });
  const endpoints: Record<string, Answer> = { stage: answer };
  const inference = memoryInference(endpoints, milliseconds);
  return { ...world, inference, endpoints, evaluate: createEvaluate({ ...world, inference }) };
};
const evidenceOf = async ({ registry, evidence }: Awaited<ReturnType<typeof aBench>>) =>
  EvaluationDocument.parse(await evidence.json((await registry.find(ID))?.evidence.evaluation ?? ''));

describe('evaluating a version', () => {
  it('that passes its gates brings it before people, with evidence, a golden request and a baseline', async () => {
    const world = await aBench();

    expect(await world.evaluate(input)).toEqual({ kind: 'evaluated', approvalTimeoutSeconds: 72 * 3600 + 3600 });
    const document = await evidenceOf(world);
    expect(document).toMatchObject({
      holdoutRows: 600,
      verdict: expect.stringMatching(/passes|look/),
      golden: { contentType: 'text/csv' },
    });
    expect(document.golden.expected).toHaveLength(5);
    expect(document.metrics.find(({ name }) => name === 'auc')?.value).toBeGreaterThan(0.7);
    const version = await world.registry.find(ID);
    expect((await world.baselines.load(version?.evidence.profile ?? '')).rows).toBe(800);
    expect(world.recorded()).toEqual(['model.staged', 'model.evaluated']);
  });

  it('measures the same on the same rows in Parquet, and makes the same baseline of them', async () => {
    const columnsOf = (csv: string) => {
      const [header = '', ...rows] = csv.trim().split('\n');
      const cells = rows.map((row) => row.split(',').map(Number));
      return Object.fromEntries(header.split(',').map((name, i) => [name, cells.map((row) => row[i] ?? Number.NaN)]));
    };
    const parquet = {
      'holdout.csv': doublesFile(columnsOf(FILES['holdout.csv'])) as unknown as string,
      'baseline.csv': doublesFile(columnsOf(FILES['baseline.csv'])) as unknown as string,
    };
    const { files } = theManifest();
    const named = theManifest({
      files: {
        ...files,
        holdout: { ...files.holdout, path: 'holdout.parquet' },
        baseline: { ...files.baseline, path: 'baseline.parquet' },
      },
    });
    const outcome = async (manifest: Manifest, data: Partial<typeof FILES>) => {
      const world = await aBench();
      await world.stored('validated', { evidence: { validation: await world.aValidation() } }, manifest, data);
      await world.evaluate(input);
      const version = await world.registry.find(ID);
      const { metrics, golden, importance } = await evidenceOf(world);
      return { metrics, golden, importance, profile: await world.baselines.load(version?.evidence.profile ?? '') };
    };

    expect(await outcome(named, parquet)).toEqual(await outcome(theManifest(), {}));
  });

  it('asks under ids that the monitor leaves out', async () => {
    const world = await aBench();
    await world.evaluate(input);

    expect(world.inference.asked.every(({ inferenceId }) => inferenceId?.startsWith('slipway-'))).toBe(true);
  });

  it('finds out which feature it leans on', async () => {
    const world = await aBench();
    await world.evaluate(input);

    const drops = (await evidenceOf(world)).importance;
    expect(drops.map(({ feature }) => feature)).toEqual(['income', 'debt']);
    expect(drops[0]?.drop).toBeGreaterThan(0.05);
  });

  it('that answers at random refuses it, with the gate it failed', async () => {
    const world = await aBench(scoring((score) => (Math.round(score * 1e6) % 100) / 100));

    expect((await world.evaluate(input)).kind).toBe('refused');
    expect(await world.registry.find(ID)).toMatchObject({ state: 'refused', reason: { code: 'gates-failed' } });
  });

  it('that is too slow refuses it', async () => {
    const world = await aBench(scoring(), thePolicy(), 900);

    expect((await world.evaluate(input)).kind).toBe('refused');
    expect((await world.registry.find(ID))?.reason?.text).toMatch(/900|ms/);
  });

  it('compares it with the live version on the same rows, and refuses one that is worse', async () => {
    const world = await aBench(
      scoring((score) => 0.35 * score + 0.65 * ((Math.round(score * 1e6) % 100) / 100)),
      thePolicy({ gates: {}, championTolerance: 0.001 }),
    );
    await world.stored('live', { version: '1.3.0', serving: aServing('1.3.0') });
    world.endpoints[aServing().endpoint] = scoring();

    expect((await world.evaluate(input)).kind).toBe('refused');
    expect((await evidenceOf(world)).champion?.version).toBe('1.3.0');
  });

  it('that did not come up on staging refuses it without asking it anything', async () => {
    const world = await aBench();
    const result = await world.evaluate({ ...input, outcome: { ...up, status: 'Failed', failureReason: 'no memory' } });

    expect(result.kind).toBe('refused');
    expect(world.inference.asked).toEqual([]);
    expect((await world.registry.find(ID))?.reason).toEqual({
      code: 'does-not-start',
      text: 'The model did not come up on a staging endpoint: no memory.',
    });
  });

  it.each([
    ['answers too few rows', () => '0.5\n'],
    ['answers no numbers', (body: string) => body.replace(/[\d,.]+/g, 'high')],
    ['leaves a row out', (body: string) => scoring()(body).replace(/\n[^\n]+/, '\n ,')],
    [
      'breaks',
      () => {
        throw new Error('out of memory');
      },
    ],
  ] as readonly (readonly [string, Answer])[])(
    'that %s fails by name, and can be tried again',
    async (_name, answer) => {
      const world = await aBench(answer);
      await expect(world.evaluate(input)).rejects.toBeInstanceOf(InferenceFailed);
      expect(await world.stateOf('1.4.0')).toBe('staged');

      world.endpoints.stage = scoring();
      expect((await world.evaluate(input)).kind).toBe('evaluated');
      expect(world.recorded()).toEqual(['model.staged', 'model.evaluated']);
    },
  );

  it('done twice is done once, and the second time nothing is asked', async () => {
    const world = await aBench();
    const first = await world.evaluate(input);
    const asked = world.inference.asked.length;

    expect(await world.evaluate(input)).toEqual(first);
    expect(world.inference.asked).toHaveLength(asked);
    expect(world.recorded()).toEqual(['model.staged', 'model.evaluated']);
  });

  it('gives the same evidence for the same answers', async () => {
    const [one, two] = [await aBench(), await aBench()];
    await one.evaluate(input);
    await two.evaluate(input);

    expect(await evidenceOf(one)).toEqual(await evidenceOf(two));
  });
});
