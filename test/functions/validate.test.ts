import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createValidate } from '../../functions/validate/validate.ts';
import { ValidationReport } from '../../shared/artefacts/validation.ts';
import { tarGz } from '../support/archives.ts';
import { doublesFile } from '../support/parquet-file.ts';
import { anArchive, aReleaseWorld, FILES, ID, theManifest, thePolicy } from './release.world.ts';

const aGate = async (files: Partial<typeof FILES> = {}) => {
  const world = aReleaseWorld();
  await world.stored('received', {}, theManifest(), files);
  return { ...world, validate: createValidate(world) };
};
const reportOf = async ({ registry, evidence }: Pick<Awaited<ReturnType<typeof aGate>>, 'registry' | 'evidence'>) =>
  ValidationReport.parse(await evidence.json((await registry.find(ID))?.evidence.validation ?? ''));

describe('validating a version', () => {
  it('that is sound moves it on, with a report by digest', async () => {
    const world = await aGate();

    expect(await world.validate(ID)).toEqual({ kind: 'validated', findings: 0 });
    expect(await world.stateOf('1.4.0')).toBe('validated');
    expect(await reportOf(world)).toMatchObject({
      scan: { verdict: 'accept' },
      rows: { holdout: 600, baseline: 800 },
      findings: [],
      sentence: expect.stringContaining('600 holdout and 800 baseline rows'),
    });
  });

  it('done twice is done once', async () => {
    const world = await aGate();
    await world.validate(ID);

    expect(await world.validate(ID)).toMatchObject({ kind: 'validated' });
    expect(world.recorded()).toEqual(['model.validated']);
  });

  it('goes on after a crash between the report and the registry', async () => {
    const world = await aGate();
    const broken = createValidate({
      ...world,
      registry: { ...world.registry, commit: () => Promise.reject(new Error('away')) },
    });
    await expect(broken(ID)).rejects.toThrow('away');

    expect((await world.validate(ID)).kind).toBe('validated');
    expect(world.recorded()).toEqual(['model.validated']);
  });

  it.each([
    ['whose archive is none', { 'model.tar.gz': Buffer.from('not an archive') }],
    ['whose archive holds code', { 'model.tar.gz': tarGz([{ name: 'code/run.py', content: 'import os' }]) }],
    ['whose graph reads other columns', { 'model.tar.gz': anArchive(3) }],
    ['whose holdout lacks the label', { 'holdout.csv': 'income,debt\n1,2\n' }],
    ['whose holdout has no row', { 'holdout.csv': 'income,debt,defaulted\n' }],
    ['whose baseline lacks a column', { 'baseline.csv': 'income\n1\n' }],
    ['whose baseline has a text for a number', { 'baseline.csv': 'income,debt\nmuch,2\n' }],
  ] as const)('%s refuses it, with the reason on record', async (_name, files) => {
    const world = await aGate(files as Partial<typeof FILES>);
    const result = await world.validate(ID);

    expect(result.kind).toBe('refused');
    expect(await world.registry.find(ID)).toMatchObject({
      state: 'refused',
      reason: { text: expect.stringMatching(/\w/) },
    });
    expect((await reportOf(world)).findings).toHaveLength(result.findings);
    expect((await world.validate(ID)).kind).toBe('refused');
    expect(world.recorded()).toEqual(['model.refused']);
  });

  it('opens the files of an accepted version, and only then moves it on', async () => {
    const world = await aGate();
    const states: (string | undefined)[] = [];
    const marks = {
      ...world.marks,
      accept: async (keys: readonly string[]) => {
        states.push(await world.stateOf('1.4.0'));
        await world.marks.accept(keys);
      },
    };
    await createValidate({ ...world, marks })(ID);

    expect(world.marked.map((mark) => mark.replace(/[0-9a-f]{64}/, 'HASH'))).toEqual([
      'accepted sha256/HASH/manifest',
      'accepted sha256/HASH/declared-manifest.json',
      'accepted sha256/HASH/model.tar.gz',
      'accepted sha256/HASH/holdout.csv',
      'accepted sha256/HASH/baseline.csv',
    ]);
    expect(states).toEqual(['received']);
  });

  it('quarantines the very upload that the gate refuses, opens nothing, and counts each kind of reason', async () => {
    const world = aReleaseWorld();
    const hostile = tarGz([{ name: 'code/run.py', content: 'import os' }]);
    const version = await world.stored('received', {}, theManifest(), { 'model.tar.gz': hostile });
    const upload = { key: 'lending/credit-risk/1.4.0/model.tar.gz', version: 'v7' };
    world.registry.seed({ ...version, files: { ...version.files, model: { ...version.files.model, upload } } });
    await createValidate(world)(ID);

    expect(world.marked).toEqual([`refused ${upload.key} v7`]);
    expect(world.counted).toEqual(expect.arrayContaining(['GateRefusals runs-code']));
    expect(new Set(world.counted).size).toBe(world.counted.length);
  });

  it('does not quarantine an artefact whose data sets alone are wrong, and opens nothing either', async () => {
    const world = await aGate({ 'holdout.csv': 'income,debt,defaulted\n' });
    await world.validate(ID);

    expect(world.marked).toEqual([]);
  });

  it('judges by the policy that was pinned, and says so in the report', async () => {
    const world = await aGate();
    const pinned = (await world.policies.current()).sha256;
    world.policies.apply({ ...thePolicy(), version: 13, accepts: { ...thePolicy().accepts, formats: ['pickle'] } });
    expect((await world.validate(ID)).kind).toBe('validated');
    expect((await reportOf(world)).scan.policy).toEqual({ version: 12, sha256: pinned });

    const strict = aReleaseWorld({ ...thePolicy(), accepts: { ...thePolicy().accepts, formats: ['pickle'] } });
    await strict.stored('received');
    await createValidate(strict)(ID);
    expect(await strict.registry.find(ID)).toMatchObject({ state: 'refused', reason: { code: 'format-not-accepted' } });
  });

  it('finds what is wrong with all of its files at once', async () => {
    const world = await aGate({
      'model.tar.gz': anArchive(3),
      'holdout.csv': 'income,debt\n1,2\n',
      'baseline.csv': 'income\n1\n',
    });
    await world.validate(ID);

    expect(new Set((await reportOf(world)).findings.map(({ path }) => path.split(/[:, ]/)[0]))).toEqual(
      new Set(['model.tar.gz', 'holdout.csv', 'baseline.csv']),
    );
  });

  it('reads data sets in Parquet and JSON lines as it reads CSV, and says what is wrong with them as well', async () => {
    const as = (holdout: string, baseline: string) =>
      theManifest({
        files: {
          ...theManifest().files,
          holdout: { path: holdout, sha256: '0'.repeat(64) },
          baseline: { path: baseline, sha256: '0'.repeat(64) },
        },
      });
    const judged = async (files: Readonly<Record<string, string | Buffer>>) => {
      const world = aReleaseWorld();
      await world.stored('received', {}, as('holdout.parquet', 'baseline.jsonl'), files as Partial<typeof FILES>);
      await createValidate(world)(ID);
      return reportOf(world);
    };
    const sound = doublesFile({ income: [1, 2, 3], debt: [4, 5, 6], defaulted: [0, 1, 1] });
    const wrong = doublesFile({ Income: [1, 2, 3], debt: [4, 5, 6], defaulted: [0, 2, 1] });

    expect(
      await judged({ 'holdout.csv': sound, 'baseline.csv': '{"income":1,"debt":2}\n{"income":2,"debt":null}\n' }),
    ).toMatchObject({ findings: [], rows: { holdout: 3, baseline: 2 } });
    expect(
      (await judged({ 'holdout.csv': wrong, 'baseline.csv': '{"income":"much"}\n' })).findings.map(
        ({ path, message }) => `${path}: ${message}`,
      ),
    ).toEqual([
      'holdout.parquet: column income: there is no column income',
      'holdout.parquet: row 2, column defaulted: 2 is not one of the declared values',
      'baseline.jsonl: row 1, column income: "much" is not a number',
      'baseline.jsonl: column debt: there is no column debt',
    ]);
  });

  it('takes a fault of the store for what it is, not for a bad archive (S-02)', async () => {
    const world = await aGate();
    const broken = () =>
      Readable.from(
        (async function* () {
          yield FILES['model.tar.gz'].subarray(0, 50);
          throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' });
        })(),
      );
    const artefacts = {
      ...world.artefacts,
      read: async (key: string) => (key.endsWith('model.tar.gz') ? broken() : world.artefacts.read(key)),
    };

    await expect(createValidate({ ...world, artefacts })(ID)).rejects.toThrow('the connection broke');
    expect(await world.stateOf('1.4.0')).toBe('received');
  });

  it('stops when the manifest is not the one that was received', async () => {
    const world = await aGate();
    const version = await world.registry.find(ID);
    world.artefacts.tamper(version?.declared?.key ?? '', '{"model":"other"}');

    await expect(world.validate(ID)).rejects.toMatchObject({ name: 'ManifestUnreadable' });
  });

  it('stops when the version points to what another manifest said', async () => {
    const world = await aGate();
    const version = await world.registry.find(ID);
    const other = await world.stored('received', {}, { ...theManifest(), risk: 'low' });
    if (version) world.registry.seed({ ...version, declared: other.declared });

    await expect(world.validate(ID)).rejects.toThrow('read from another manifest');
  });

  it('of a version nobody received fails by name', async () => {
    await expect(createValidate(aReleaseWorld())(ID)).rejects.toMatchObject({ name: 'VersionNotFound' });
  });
});
