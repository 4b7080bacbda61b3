import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { corpus, fileName, scanBytes } from '../../support/corpus.ts';

const cases = corpus();
const honest = cases.filter(({ expect: wanted }) => wanted === 'accept');
const hostile = cases.filter(({ expect: wanted }) => wanted === 'refuse');

describe('the corpus', () => {
  it('has at least 150 artefacts to refuse and 60 to accept', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(150);
    expect(honest.length).toBeGreaterThanOrEqual(60);
  });
});

describe('an honest artefact', () => {
  it.each(honest.map(({ path, bytes }) => [path, bytes] as const))('%s is accepted', async (path, bytes) => {
    const report = await scanBytes(bytes, fileName(path));

    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'accept',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  it('calls nothing in Python that its report does not tell', async () => {
    for (const { path, bytes, calls } of honest.filter((one) => one.calls.length > 0)) {
      const { globals } = await scanBytes(bytes, fileName(path));
      const told = globals.filter(({ role }) => role === 'call' || role === 'new');

      expect(told.map(({ module, name }) => `${module}.${name}`)).toEqual(expect.arrayContaining([...calls]));
    }
  });

  it('has the same report in whatever pieces it arrives', async () => {
    for (const { path, bytes } of honest.filter((_, i) => i % 5 === 0)) {
      const whole = await scanBytes(bytes, fileName(path));

      expect(await scanBytes(bytes, fileName(path), 7)).toEqual(whole);
    }
  });
});

describe('a hostile artefact', () => {
  it.each(hostile.map(({ path, bytes }) => [path, bytes] as const))('%s is refused', async (path, bytes) => {
    const report = await scanBytes(bytes, fileName(path));

    expect(report.verdict).toBe('refuse');
    expect(report.findings.length).toBeGreaterThan(0);
    expect(report.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('has the same findings in whatever pieces it arrives', async () => {
    for (const { path, bytes } of hostile.filter(({ bytes: { length } }, i) => i % 5 === 0 && length < 20_000)) {
      const whole = await scanBytes(bytes, fileName(path));

      expect((await scanBytes(bytes, fileName(path), 5)).findings).toEqual(whole.findings);
    }
  });

  it('is told with the very name that Python would call', async () => {
    for (const { path, bytes, calls } of hostile.filter((one) => one.calls.length > 0 && one.path.includes('/call-'))) {
      const { globals, findings } = await scanBytes(bytes, fileName(path));
      const refused = globals.filter(({ role }) => role === 'refused').map(({ module, name }) => `${module}.${name}`);
      const misused = findings
        .filter(({ code }) => code === 'pickle-call-arguments')
        .map(({ message }) => message.split(' ')[0] ?? '');

      expect([...refused, ...misused].map(withoutOldNames)).toContain(withoutOldNames(calls[0] ?? ''));
    }
  });
});

/** Python 3 loads old pickles under the new names of their modules. */
const withoutOldNames = (name: string): string =>
  name.replace(/^__builtin__\./, 'builtins.').replace(/^commands\./, 'subprocess.');
