import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { LARGEST_MANIFEST } from '../../../shared/registry/manifest-limits.ts';
import { disagreements, readManifest } from '../../../shared/registry/read-manifest.ts';
import { Finding } from '../../../shared/registry/schema.ts';
import { aManifest } from '../../support/builders.ts';
import { exampleFile } from '../../support/examples.ts';

const findingsOf = (text: string) => {
  const reading = readManifest(text);
  return reading.kind === 'refused' ? reading.findings : [];
};

describe('reading a manifest', () => {
  it('reads YAML and JSON alike', () => {
    const manifest = aManifest();

    expect(readManifest(stringify(manifest))).toEqual({ kind: 'readable', manifest });
    expect(readManifest(JSON.stringify(manifest))).toEqual({ kind: 'readable', manifest });
  });

  it.each(['care-demand', 'care-demand-2', 'co2-outlook'])('reads the one of examples/%s', async (example) => {
    expect(readManifest((await exampleFile(example, 'manifest.yaml')).toString('utf8')).kind).toBe('readable');
  });

  it('fills in what may be left out', () => {
    const { claims, sensitive, monitoring, ...least } = aManifest();

    expect(readManifest(JSON.stringify(least))).toMatchObject({
      manifest: { claims: {}, sensitive: [], monitoring: { schedule: 'rate(1 hour)' } },
    });
  });

  it('names every error of examples/broken at once, each with its place and what would be right', async () => {
    const reading = readManifest((await exampleFile('broken', 'manifest.yaml')).toString('utf8'));

    expect(reading).toMatchObject({ kind: 'refused', submitter: 'grace@example.com' });
    expect(reading.kind === 'refused' && reading.findings.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'claims.auc invalid',
      'colour unknown-field',
      'files.baseline missing',
      'files.model.path invalid',
      'files.model.sha256 invalid',
      'model invalid',
      'monitoring.schedule invalid',
      'owner invalid',
      'purpose invalid',
      'risk invalid',
      'serving.instanceType invalid',
      'serving.minInstances invalid',
      'signature.inputs[0].type invalid',
      'signature.inputs[1].values invalid',
      'signature.inputs[3].name invalid',
      'signature.label invalid',
      'task invalid',
      'version invalid',
    ]);
    for (const finding of reading.kind === 'refused' ? reading.findings : []) expect(finding.expected).not.toBe('');
  });

  it('says what would be right in words', async () => {
    const found = findingsOf((await exampleFile('broken', 'manifest.yaml')).toString('utf8'));
    const about = (path: string) => found.find((finding) => finding.path === path);

    expect(about('risk')).toMatchObject({
      message: '"extreme" is not accepted',
      expected: 'one of: low, medium, high',
    });
    expect(about('claims.auc')).toMatchObject({ message: '"high" is not accepted', expected: 'a number' });
    expect(about('version')?.expected).toBe('a semantic version such as 1.4.0');
    expect(about('serving.minInstances')?.expected).toBe('at least 1');
    expect(about('signature.inputs[0].type')).toMatchObject({
      message: '"money" is not accepted',
      expected: 'one of: number, category',
    });
    expect(about('signature.label')).toMatchObject({
      message: '"age" is not accepted',
      expected: 'a column that is not one of the inputs',
    });
    expect(about('files.baseline')).toMatchObject({ message: 'this field is missing', expected: 'an object' });
  });

  it('refuses two inputs of one name, and a label among the inputs', () => {
    const { signature } = aManifest();
    const inputs = [...signature.inputs, { name: 'income', type: 'number' as const }];

    expect(
      findingsOf(JSON.stringify({ ...aManifest(), signature: { ...signature, inputs, label: 'debt' } })).map(
        ({ path }) => path,
      ),
    ).toEqual(['signature.inputs[2].name', 'signature.label']);
  });

  it.each(['../model.tar.gz', '/etc/passwd', 'a/../b', 'a b', ''])('refuses the file path "%s"', (path) => {
    const { files } = aManifest();

    expect(
      findingsOf(JSON.stringify({ ...aManifest(), files: { ...files, model: { ...files.model, path } } })),
    ).toMatchObject([{ path: 'files.model.path' }]);
  });

  it('leaves out a submitter that is no address, so that no mail goes astray', () => {
    for (const submitter of ['grace', 'grace@example.com\nBcc: all@example.com', `${'g'.repeat(300)}@example.com`, 7])
      expect(readManifest(JSON.stringify({ submitter }))).not.toHaveProperty('submitter');
  });
});

describe('a hostile manifest', () => {
  const hostile: Readonly<Record<string, string>> = {
    'that is too large': `purpose: ${'x'.repeat(LARGEST_MANIFEST)}`,
    'with duplicate keys': 'model: one\nmodel: two',
    'with aliases that expand without bound':
      'a: &a [x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]',
    'with a value that holds itself': 'purpose: &a [*a]',
    'that holds itself': '&a\nself: *a',
    'nested a hundred thousand deep': '['.repeat(100_000),
    'of several documents': 'model: one\n---\nmodel: two',
    'with a foreign tag': '!!js/function "return 1"',
    'that reaches for the prototype': '__proto__: { model: x }\nconstructor: 1',
    'that is empty': '',
    'that is a list': '[]',
    'that is a word': 'hello',
    'with numbers that are none': 'claims: { auc: .nan, brier: .inf }',
    'with a very long key': `${'k'.repeat(5000)}: 1`,
    'with unpaired surrogates': '{"model": "\\ud800", "\\udc00": 1}',
  };

  it.each(Object.entries(hostile))('%s is refused with findings that can be stored', (_name, text) => {
    const findings = findingsOf(text);

    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect(Finding.parse(finding)).toEqual(finding);
    expect(JSON.stringify(findings).isWellFormed()).toBe(true);
  });

  it('with thousands of errors gives the first hundred and the number of the rest', () => {
    const findings = findingsOf(Array.from({ length: 2000 }, (_, i) => `k${i}: 1`).join('\n'));

    expect(findings).toHaveLength(101);
    expect(findings.at(-1)?.message).toMatch(/^and 19\d\d more/);
  });

  it('of any kind is read or refused, never thrown at', () => {
    const json = fc.json({ maxDepth: 4 });
    const damaged = fc.tuple(fc.nat(), fc.string({ maxLength: 4 })).map(([at, text]) => {
      const whole = stringify(aManifest());
      return whole.slice(0, at % whole.length) + text + whole.slice((at + 3) % whole.length);
    });
    fc.assert(
      fc.property(fc.oneof(json, fc.string(), damaged), (text) => {
        for (const finding of findingsOf(text)) Finding.parse(finding);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a manifest in the wrong place', () => {
  it('is told for each part that differs', () => {
    const place = { team: 'pricing', model: 'credit-risk', version: '1.4.1' };

    expect(disagreements(aManifest(), place)).toMatchObject([
      { path: 'team', code: 'wrong-place', expected: 'pricing' },
      { path: 'version', code: 'wrong-place', expected: '1.4.1' },
    ]);
    expect(disagreements(aManifest(), aManifest())).toEqual([]);
  });
});
