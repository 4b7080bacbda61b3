import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countUnits } from '../../../../infra/cli/counting/count-units.ts';
import type { Report } from '../../../../infra/cli/counting/crew.ts';
import { type Bytes, feeds, type TextKind } from '../../../../infra/cli/counting/text-file.ts';
import { isNear, newTurn, placeOf, type Turn, takeUnit } from '../../../../infra/cli/counting/turn.ts';
import { unitReader } from '../../../../infra/cli/counting/unit-reader.ts';
import { csvLine } from '../../../../shared/kernel/csv.ts';
import { windowTarget } from '../../../../shared/monitoring/bytes/row-target.ts';
import { mergeCounts } from '../../../../shared/monitoring/merge-counts.ts';
import type { WindowCounts } from '../../../../shared/monitoring/schema.ts';
import { windowSum } from '../../../../shared/monitoring/window-sum.ts';
import { seeded } from '../../../../shared/statistics/permutation-importance.ts';
import { captureFile, countedSlowly, oddRow, plainRow } from '../../../support/captures.ts';
import { loanProfile } from '../../../support/monitoring.ts';

const profile = loanProfile(400);

const inMemory = (content: Buffer): Bytes => ({
  size: content.length,
  read: (into, at) => content.copy(into, 0, at, at + into.length),
});

/** A crew that works whenever it is asked what it found; `random` says how much. */
const crewOf = (
  members: number,
  random: () => number,
  { kind, bytes, unitBytes, turn }: { kind: TextKind; bytes: Bytes; unitBytes: number; turn: Turn },
) => {
  const readers = Array.from({ length: members }, () => unitReader(kind, bytes, windowTarget(profile), unitBytes));
  const held = readers.map((): number | undefined => undefined);
  const found: Report[] = [];
  let over = false;
  const work = (): void => {
    for (const [i, reader] of readers.entries()) {
      const unit = held[i] ?? takeUnit(turn);
      held[i] = unit;
      if (unit >= reader.units) over ||= readers.every((_, k) => (held[k] ?? 0) >= reader.units);
      else if (isNear(turn, unit)) {
        const start = reader.likelyStart(unit);
        found.push(start === undefined ? { unit } : reader.count(unit, start, placeOf(turn, unit)));
        held[i] = undefined;
      }
    }
  };
  return {
    isAtWork: () => members > 0 && !over,
    heard() {
      for (let times = Math.floor(random() * 3); times > 0; times--) work();
      return found.splice(0);
    },
    async waited() {
      work();
    },
  };
};

const counted = async (kind: TextKind, content: Buffer, unitBytes: number, members = 0, seed = 1) => {
  const bytes = inMemory(content);
  const sum = windowSum(profile);
  const turn = newTurn(2 * (members + 1), sum.figures);
  const crew = crewOf(members, seeded(seed), { kind, bytes, unitBytes, turn });
  await countUnits(unitReader(kind, bytes, windowTarget(profile), unitBytes), sum, turn, crew);
  return sum.counts();
};

const inOnePiece = (kind: TextKind, content: Buffer): WindowCounts => {
  const target = windowTarget(profile);
  const feed = feeds[kind](target);
  feed.write(content);
  feed.end();
  return target.counts();
};

/** What does not depend on the order of additions. */
const withoutSums = (counts: WindowCounts) => ({
  ...counts,
  features: counts.features.map((feature) => ({ ...feature, sums: [] })),
  prediction: { ...counts.prediction, sums: [] },
});

const quoted = fc.constantFrom(
  '1,"two\nlines",0.5,7',
  '"a ""b"", c\n\n",car,0.5,8',
  '1,"\n\n\n\n",0.5,9',
  '"2\r\n",home,0.25,9.5',
  '1,car\n2,"home\n3,4",0.5,6',
  '1,"1,car,0.5,7\n1,car,0.5,7\n1,car,0.5,7\n1,car,0.5,7\n",0.5,7',
);
const row = ({ amount, purpose, rate, score }: { amount: string; purpose: string; rate: string; score: string }) =>
  csvLine([rate, purpose, score, amount]);
const csvFile = fc
  .record({
    lines: fc.array(
      fc.oneof(
        { weight: 8, arbitrary: plainRow.map(row) },
        { weight: 2, arbitrary: oddRow.map(row) },
        { weight: 3, arbitrary: quoted },
        { weight: 1, arbitrary: fc.constantFrom('', '1,2', '1,2,3,4,5', 'a"b,car,0.5,7', '"', '1,"open,2,3') },
      ),
      { maxLength: 80, size: 'max' },
    ),
    end: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
  })
  .map(({ lines, end, last }) => ['rate,purpose,score,amount', ...lines].join(end) + (last ? end : ''));
const jsonFile = fc
  .array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: oddRow.map(({ amount, ...rest }) => JSON.stringify({ ...rest, amount: Number(amount) || amount })),
      },
      { weight: 1, arbitrary: fc.constantFrom('', '{', '[1]', '{"amount":[1]}') },
    ),
    { maxLength: 80, size: 'max' },
  )
  .map((lines) => lines.join('\n'));

const wholeFile = fc.oneof(
  csvFile.map((text) => ({ kind: 'csv' as const, content: Buffer.from(text) })),
  jsonFile.map((text) => ({ kind: 'json-lines' as const, content: Buffer.from(text) })),
  captureFile.map(({ bytes }) => ({ kind: 'capture' as const, content: bytes })),
);
const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...Buffer.from('"\n\r,{\\0\0\xff', 'latin1'))), {
  maxLength: 8,
});
const anyFile = fc
  .tuple(wholeFile, fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: damage }))
  .map(([{ kind, content }, bytes]) => {
    const damaged = Buffer.from(content);
    for (const [at, byte] of bytes) if (damaged.length > 0) damaged[at % damaged.length] = byte;
    return { kind, content: damaged };
  });
const unitSize = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 4000 }));

describe('counting a file in units', () => {
  it('gives the same bits for any number of threads, whoever counts which unit', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        unitSize,
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        async ({ kind, content }, unitBytes, members, seed) => {
          const alone = await counted(kind, content, unitBytes);

          expect(await counted(kind, content, unitBytes, members, seed)).toEqual(alone);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('counts every record once, wherever the units are cut', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, unitSize, async ({ kind, content }, unitBytes) => {
        const [cut, whole] = [await counted(kind, content, unitBytes), inOnePiece(kind, content)];

        expect(withoutSums(cut)).toEqual(withoutSums(whole));
        for (const [i, feature] of cut.features.entries()) {
          const other = whole.features[i];
          if (feature.kind !== 'numeric' || other?.kind !== 'numeric') continue;
          // The largest numbers add up to infinity, which is as far from itself as from nothing.
          for (const [bin, sum] of feature.sums.entries())
            if (Number.isFinite(sum))
              expect(Math.abs(sum - (other.sums[bin] ?? 0))).toBeLessThanOrEqual(1e-12 * Math.abs(sum) + 1e-6);
            else expect(other.sums[bin]).toBe(sum);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('adds up what the lines of each unit count by themselves, in the order of the file', async () => {
    await fc.assert(
      fc.asyncProperty(captureFile, unitSize, async ({ bytes: content }, unitBytes) => {
        const units: string[][] = [];
        for (let at = 0; at < content.length; ) {
          const lf = content.indexOf('\n', at);
          const end = lf === -1 ? content.length : lf;
          const unit = Math.floor(at / unitBytes);
          units[unit] ??= [];
          units[unit].push(content.toString('utf8', at, content[end - 1] === 0x0d && end > at ? end - 1 : end));
          at = end + 1;
        }
        const [first, ...others] = units.filter(Boolean).map((lines) => countedSlowly(profile, lines));
        const sum = others.reduce(mergeCounts, first ?? countedSlowly(profile, []));

        expect(sorted(await counted('capture', content, unitBytes))).toEqual(sorted(sum));
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same bits when the crew goes away', async () => {
    const content = Buffer.from(`amount,purpose,score\n${'0.1,car,0.5\n0.7,home,0.25\n'.repeat(200)}`);
    const alone = await counted('csv', content, 100);
    for (const stays of [0, 1, 5, 20]) {
      const bytes = inMemory(content);
      const sum = windowSum(profile);
      const turn = newTurn(4, sum.figures);
      const crew = crewOf(1, seeded(stays), { kind: 'csv', bytes, unitBytes: 100, turn });
      let asked = 0;
      const leaving = { ...crew, isAtWork: () => crew.isAtWork() && asked++ < stays };
      await countUnits(unitReader('csv', bytes, windowTarget(profile), 100), sum, turn, leaving);

      expect(sum.counts()).toEqual(alone);
    }
  });

  it('tells new categories apart up to the same number, whoever counts', async () => {
    const rows = Array.from({ length: 6000 }, (_, i) => `1,new ${i % 2500},0.5`);
    const content = Buffer.from(['amount,purpose,score', ...rows].join('\n'));
    const alone = await counted('csv', content, 20_000);
    const column = alone.features[1];

    expect(column).toMatchObject({ kind: 'category', present: 6000, counts: { length: 1000 } });
    for (const members of [1, 2, 3]) expect(await counted('csv', content, 20_000, members)).toEqual(alone);
  });
});

const sorted = (counts: WindowCounts) => ({
  ...counts,
  features: counts.features.map((f) => (f.kind === 'category' ? { ...f, counts: [...f.counts].sort() } : f)),
});
