import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpus, fileName, scanBytes } from '../../support/corpus.ts';
import { opcodesOf } from '../../support/pickle-opcodes.ts';

const honest = corpus().filter(({ expect: wanted, bytes }) => wanted === 'accept' && bytes.length < 20_000);
/** By number, so that a counterexample stays readable. */
const any = fc.nat({ max: honest.length - 1 });
const at = (cases: typeof honest, i: number) => cases[i % cases.length] as (typeof honest)[number];

describe('an honest artefact that was changed', () => {
  it('in one byte gets a verdict, never an error', async () => {
    await fc.assert(
      fc.asyncProperty(any, fc.nat(), fc.integer({ min: 1, max: 255 }), async (i, from, flip) => {
        const { path, bytes } = at(honest, i);
        const changed = Buffer.from(bytes);
        const place = from % changed.length;
        changed[place] = (changed[place] as number) ^ flip;

        expect(['accept', 'refuse']).toContain((await scanBytes(changed, fileName(path))).verdict);
      }),
      { numRuns: 3000 },
    );
  });

  it('by a cut or by more bytes behind it is refused', async () => {
    // A protobuf message may end behind any of its fields: an ONNX graph without a repeated import behind it is a whole one.
    const strict = honest.filter(({ path }) => !/\.(json|pmml|txt|gguf|tar|onnx)$/.test(path));
    await fc.assert(
      fc.asyncProperty(any, fc.nat(), async (i, place) => {
        const { path, bytes } = at(strict, i);
        const cut = bytes.subarray(0, place % bytes.length);
        const longer = Buffer.concat([bytes, Buffer.from([place % 256])]);

        expect((await scanBytes(cut, fileName(path))).verdict).toBe('refuse');
        expect((await scanBytes(longer, fileName(path))).verdict).toBe('refuse');
      }),
      { numRuns: 500 },
    );
  });

  it('by a piece of another one gets a verdict, never an error', async () => {
    await fc.assert(
      fc.asyncProperty(any, any, fc.nat(), fc.nat(), async (i, j, to, from) => {
        const [one, other] = [at(honest, i), at(honest, j)];
        const place = to % one.bytes.length;
        const spliced = Buffer.concat([
          one.bytes.subarray(0, place),
          other.bytes.subarray(from % other.bytes.length).subarray(0, 200),
          one.bytes.subarray(place),
        ]);

        expect(['accept', 'refuse']).toContain((await scanBytes(spliced, fileName(one.path))).verdict);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a call that no model needs', () => {
  const pickles = honest
    .filter(({ path }) => /^pickle\/.*\.pkl$/.test(path))
    .map(({ path, bytes }) => ({
      path,
      // Frames would be the first thing to be wrong.
      opcodes: opcodesOf(bytes).filter(([opcode]) => opcode !== 0x95),
    }));
  const called = Buffer.from('cos\nsystem\n(X\x04\0\0\0truetR0', 'latin1');

  it('is refused wherever it stands between the opcodes of an honest pickle', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: pickles.length - 1 }), fc.nat(), async (i, place) => {
        const { path, opcodes } = pickles[i] as (typeof pickles)[number];
        const at = 1 + (place % (opcodes.length - 1));
        const bytes = Buffer.concat([...opcodes.slice(0, at), called, ...opcodes.slice(at)]);

        expect((await scanBytes(bytes, fileName(path))).globals).toContainEqual(
          expect.objectContaining({ module: 'os', name: 'system', role: 'refused' }),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('any bytes', () => {
  it('get a verdict, whatever format they begin as', async () => {
    const heads = honest.map(({ bytes }) => bytes.subarray(0, 24));
    await fc.assert(
      fc.asyncProperty(any, fc.uint8Array({ maxLength: 400 }), async (i, tail) => {
        const head = heads[i] ?? Buffer.alloc(0);
        expect(['accept', 'refuse']).toContain((await scanBytes(Buffer.concat([head, tail]))).verdict);
      }),
      { numRuns: 1500 },
    );
  });
});
