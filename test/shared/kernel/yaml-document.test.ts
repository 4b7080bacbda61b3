import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../shared/kernel/yaml-document.ts';

const LIMITS = { bytes: 256 * 1024, keys: 5000 };
const problemsOf = (text: string): readonly string[] => {
  const reading = readYaml(text, LIMITS);
  return reading.kind === 'read'
    ? []
    : reading.problems.map(({ line, code, message }) => `${line}: ${code} ${message}`);
};

describe('reading a document of people’s own', () => {
  it('takes YAML and JSON alike', () => {
    expect(readYaml('a: [1, {b: x}]', LIMITS)).toEqual({ kind: 'read', value: { a: [1, { b: 'x' }] } });
    expect(readYaml('{"a": [1, {"b": "x"}]}', LIMITS)).toEqual({ kind: 'read', value: { a: [1, { b: 'x' }] } });
  });

  it('says on which line a key stands twice, also as a number and a text', () => {
    expect(problemsOf('a: 1\nb:\n  c: 1\n  c: 2\na: 3')).toEqual([
      '5: not-yaml the key a stands here twice',
      '4: not-yaml the key c stands here twice',
    ]);
    expect(problemsOf('1: x\n"1": y')).toHaveLength(1);
  });

  it.each([
    ['too many bytes', 'x'.repeat(LIMITS.bytes + 1), 'bytes'],
    ['too many bytes in few characters', '€'.repeat(LIMITS.bytes / 2), 'bytes'],
    ['too many keys', 'k: 1\n'.repeat(LIMITS.keys + 1), 'keys'],
    ['too many keys of JSON', `{${'"k":1,'.repeat(LIMITS.keys + 1)}}`, 'keys'],
    ['too many keys with a mark', '? '.repeat(LIMITS.keys + 1), 'keys'],
    ['too many tags', '!!x '.repeat(60_000), 'tags'],
    ['too many anchors', '- &a x\n'.repeat(1000), 'anchors'],
  ])('refuses %s before it is parsed', (_name, text, what) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(new RegExp(`too-large it has .*${what}`))]);
  });

  it.each([
    ['endless nesting', '['.repeat(10_000)],
    ['nesting in pairs', `${'{a: '.repeat(3000)}1${'}'.repeat(3000)}`],
    ['ends of nothing', '}'.repeat(5000)],
    ['texts without a place', '"a"'.repeat(5000)],
    ['a key that is no text', '? {a: b}\n: 1'],
    ['aliases of aliases', 'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]'],
    ['two documents', 'a: 1\n---\nb: 2'],
  ])('answers %s in words', (_name, text) => {
    const problems = problemsOf(text);

    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(100);
    expect(problems.join()).not.toContain('call stack');
  });

  it('reads as many keys as it may have', () => {
    const many = Array.from({ length: LIMITS.keys - 1 }, (_, i) => `k${i}: 1`).join('\n');

    expect(readYaml(many, LIMITS).kind).toBe('read');
  });
});
