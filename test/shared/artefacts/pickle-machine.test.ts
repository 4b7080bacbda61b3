import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import { records, vocabulary } from '../../bench/gate/pickles.ts';
import { scanBytes } from '../../support/corpus.ts';

const text = (letters: string): string => `\x8c${String.fromCharCode(letters.length)}${letters}`;
const named = (module: string, name: string): string => `${text(module)}${text(name)}\x93`;
const times = (count: number, one: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => one(i)).join('');

/** What plain data is made of, with what is out of the ordinary strewn in. */
const opcode = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'N',
      '\x88',
      '\x89',
      'K\x07',
      'M\x01\x02',
      'J\x01\0\0\x80',
      'J\x05\0\0\0',
      `G${'\0'.repeat(8)}`,
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      text('a'),
      text('__reduce__'),
      text('\xc3\xa9'),
      text('\xff'),
      'U\x01b',
      'X\x02\0\0\0xy',
      'C\x02zz',
      '\x8a\x05\0\0\0\0\x01',
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '(',
      '(',
      ')',
      ']',
      '}',
      '\x85',
      '\x86',
      '\x87',
      't',
      'a',
      's',
      'e',
      'u',
      'e',
      'u',
      'l',
      'd',
    ),
  },
  { weight: 6, arbitrary: fc.nat({ max: 12 }).map((i) => `h${String.fromCharCode(i)}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('\x94', '\x94', 'q\x03', 'r\x04\0\0\0', 'r\xff\x01\0\0', 'j\x02\0\0\0', 'j\xff\x01\0\0'),
  },
  { weight: 2, arbitrary: fc.constantFrom('0', '1', '2', '\x8f', '\x90', '\x91', 'R', '\x81', 'b') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(named('collections', 'OrderedDict'), named('os', 'system'), named('numpy', 'ndarray')),
  },
);
/** Begun so that most opcodes find something to work on. */
const program = fc
  .array(opcode, { maxLength: 60 })
  .map((opcodes) =>
    Buffer.from(
      `\x80\x04]\x94}\x94(${times(6, () => 'K\x01')}(${times(6, () => text('k'))}${opcodes.join('')}.`,
      'latin1',
    ),
  );

describe('the stack machine of a pickle', () => {
  it('makes the same of plain data in one go as opcode by opcode', async () => {
    await fc.assert(
      fc.asyncProperty(program, fc.integer({ min: 1, max: 40 }), async (bytes, piece) => {
        // Where the next sixteen bytes are not at hand, every opcode is a step of its own.
        expect(await scanBytes(bytes, 'model.pkl', piece)).toEqual(await scanBytes(bytes, 'model.pkl'));
      }),
      { numRuns: 3000 },
    );
  });

  it('counts the same up to any limit in one go as opcode by opcode', async () => {
    const pieces = async function* (bytes: Buffer, size: number) {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
    const limits = fc.record({
      opcodes: fc.nat({ max: 2000 }),
      memoEntries: fc.nat({ max: 20 }),
      nesting: fc.nat({ max: 5 }),
      symbolBytes: fc.nat({ max: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(program, limits, async (bytes, few) => {
        const whole = await scanArtefact(pieces(bytes, bytes.length), 'model.pkl', { limits: few });

        expect(await scanArtefact(pieces(bytes, 9), 'model.pkl', { limits: few })).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a vocabulary', vocabulary],
    ['tuples and dictionaries', records],
  ] as const)('keeps %s in less than three times the bytes of the file', async (_, make) => {
    const bytes = make(2 ** 20);
    const { verdict, limits } = await scanBytes(bytes, 'model.pkl', 2 ** 17);
    const used = limits.find(({ name }) => name === 'symbolBytes')?.used ?? 0;

    expect(verdict).toBe('accept');
    expect(used).toBeGreaterThan(bytes.length / 2);
    expect(used).toBeLessThan(3 * bytes.length);
  });
});

describe('a pickle that has the same values judged again and again', () => {
  const model = `${named('sklearn.linear_model._base', 'LinearRegression')})\x81\x94`;
  const methods = `}(${times(100, (i) => `${text(`__m${i}__`)}N`)}u\x94`;
  const fields = times(255, (i) => text(`f${i}`));
  const types = times(255, (i) => `${text(`f${i}`)}h\x00${text('b1')}\x85RK\x00\x86`);
  const array = `${named('numpy.core.multiarray', '_reconstruct')}${named('numpy', 'ndarray')}K\x00\x85C\x01b\x87R\x94`;
  const hostile: readonly (readonly [string, string, string])[] = [
    ['a long state', `${model}(${times(998, () => text('a'))}t\x94`, 'h\x00h\x01b0'],
    ['keys that would replace methods', `${model}${methods}`, 'h\x00h\x01b0'],
    ['many dictionaries of such keys', `${model}${methods}(${'h\x01'.repeat(998)}t\x94`, 'h\x00h\x02b0'],
    ['many arguments', `${named('collections', 'OrderedDict')}\x94(${times(99, () => text('a'))}t\x94`, 'h\x00h\x01R0'],
    [
      'a type of many fields',
      `${named('numpy', 'dtype')}\x94${text('V256')}\x89\x88\x87\x94${array}(${fields}t\x94}(${types}u\x94(K\x03${text('|')}Nh\x03h\x04J\0\x01\0\0K\x01K\0t\x94`,
      'h\x02(K\x01K\x01\x85h\x00h\x01Rh\x05b\x89C\x00tb0',
    ],
  ];

  it.each(hostile)('is refused for %s before that costs much', async (_, once, again) => {
    const bytes = Buffer.from(`\x80\x04${once}0${again.repeat(20_000)}N.`, 'latin1');
    const { verdict, findings } = await scanBytes(bytes, 'model.pkl');
    const stopped = findings.find(({ code }) => code === 'pickle-repeats');

    expect(verdict).toBe('refuse');
    // Its work is counted, in things looked at: it ends where these are many more than the opcodes read so far.
    expect(stopped?.offset).toBeLessThan(once.length + 600 * again.length);
    expect((await scanBytes(bytes, 'model.pkl', 1000)).findings).toEqual(findings);
  });

  it('is refused when an array wrapper of joblib has more attributes than any', async () => {
    const wrapper = named('joblib.numpy_pickle', 'NumpyArrayWrapper');
    const bytes = Buffer.from(`\x80\x04${wrapper})\x81}(${times(99, (i) => `${text(`k${i}`)}N`)}ub.`, 'latin1');

    expect((await scanBytes(bytes, 'model.pkl')).findings[0]).toMatchObject({ code: 'joblib-array' });
  });
});
