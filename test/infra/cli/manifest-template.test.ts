import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { manifestFor } from '../../../infra/cli/manifest-template.ts';
import { readManifest } from '../../../shared/registry/read-manifest.ts';

const rows = (count: number, row: (i: number) => string) => Array.from({ length: count }, (_, i) => row(i)).join('\n');
const read = (text: string) =>
  parse(manifestFor('holdout.csv', text)) as {
    task: string;
    signature: { inputs: unknown[]; label: string; output: unknown };
  };

describe('a manifest made from a data file', () => {
  const text = `income,purpose,defaulted\n${rows(30, (i) => `${i * 100},${i % 2 ? 'car' : 'home'},${i % 2}`)}\n`;

  it('can be read by the gate as it is', () => {
    expect(readManifest(manifestFor('holdout.csv', text))).toMatchObject({ kind: 'readable' });
  });

  it('fills in columns, their types and the values of a category; the last column is the label', () => {
    expect(read(text).signature).toMatchObject({
      inputs: [
        { name: 'income', type: 'number' },
        { name: 'purpose', type: 'category', values: ['car', 'home'] },
      ],
      label: 'defaulted',
    });
  });

  it.each([
    ['two labels', (i: number) => `${i},${i % 2}`, 'binary-classification'],
    ['a few labels', (i: number) => `${i},${['a', 'b', 'c'][i % 3]}`, 'multiclass-classification'],
    ['many numbers', (i: number) => `${i},${i * 1.5}`, 'regression'],
  ] as const)('takes %s for what they are', (_name, row, task) => {
    const text = `x,y\n${rows(60, row)}\n`;

    expect(read(text).task).toBe(task);
    expect(readManifest(manifestFor('holdout.csv', text)).kind).toBe('readable');
  });

  it('fills in the digests of files that are there, and asks for the others', () => {
    const manifest = manifestFor('holdout.csv', text, { 'holdout.csv': 'a'.repeat(64) });

    expect(parse(manifest)).toMatchObject({
      files: { holdout: { sha256: 'a'.repeat(64) }, model: { sha256: '0'.repeat(64) } },
    });
    expect(manifest).not.toMatch(/holdout\.csv.*change/);
    expect(manifest).toMatch(/model\.tar\.gz.*# change/);
  });

  it('leaves out the values of a column that has too many', () => {
    const [input] = read(`name,y\n${rows(60, (i) => `n${i},${i % 2}`)}\n`).signature.inputs;

    expect(input).toEqual({ name: 'name', type: 'category' });
  });

  it('keeps texts that YAML would take for something else', () => {
    const [input] = read(`answer,y\n${rows(10, (i) => `${i % 2 ? 'yes' : 'no: "really"'},${i % 2}`)}\n`).signature
      .inputs;

    expect(input).toMatchObject({ values: ['no: "really"', 'yes'] });
  });

  it.each([
    ['', 'header'],
    ['only\n1\n', 'two columns'],
    ['income in euro,y\n1,2\n', 'income in euro'],
  ])('complains of %j in words', (text, words) => {
    expect(() => manifestFor('holdout.csv', text)).toThrow(words);
  });
});
