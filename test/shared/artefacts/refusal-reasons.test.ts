import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REFUSAL_REASONS, refusalReasons } from '../../../shared/artefacts/refusal-reasons.ts';
import { corpus, fileName, scanBytes } from '../../support/corpus.ts';

const kindsOf = (...codes: readonly string[]) => refusalReasons(codes.map((code) => ({ code })));

describe('the kinds of reasons for a refusal', () => {
  it('are few, whatever the code: each would be a metric that costs money', () => {
    fc.assert(
      fc.property(fc.string(), (code) => {
        for (const kind of kindsOf(code)) expect(REFUSAL_REASONS).toContain(kind);
      }),
    );
    expect(REFUSAL_REASONS.length).toBeLessThanOrEqual(12);
  });

  it.each([
    ['pickle-global', 'runs-code'],
    ['code-tree', 'runs-code'],
    ['onnx-external-data', 'reaches-outside'],
    ['limit-expanded-bytes', 'over-a-limit'],
    ['type-mismatch', 'wrong-format'],
    ['format-not-accepted', 'against-policy'],
    ['input-count', 'against-manifest'],
    ['sklearn-missing', 'against-manifest'],
    ['file-missing', 'wrong-files'],
    ['column-missing', 'wrong-data'],
    ['missing', 'wrong-manifest'],
    ['tar-pax', 'malformed'],
    ['something-new', 'other'],
  ])('%s counts as %s', (code, kind) => {
    expect(kindsOf(code)).toEqual([kind]);
  });

  it('are counted once each, however many findings there are', () => {
    expect(kindsOf('pickle-global', 'pickle-call', 'tar-pax', 'pickle-new')).toEqual(['runs-code', 'malformed']);
  });

  it('leave no code of the gate under other', async () => {
    const codes = new Set<string>();
    for (const { path: name, bytes, expect: wanted } of corpus())
      if (wanted === 'refuse')
        for (const { code } of (await scanBytes(bytes, fileName(name))).findings) codes.add(code);
    const folder = path.join(import.meta.dirname, '../../../shared/artefacts');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    ))
      for (const [, code] of readFileSync(path.join(folder, file), 'utf8').matchAll(
        /(?:new Malformed\(|\.refuse\(|code: )\s*'([a-z0-9-]+)'/g,
      ))
        codes.add(code ?? '');
    const strange = [...codes].filter((code) => kindsOf(code)[0] === 'other');

    expect(codes.size).toBeGreaterThan(60);
    expect(strange).toEqual(['more-findings']);
  });
});
