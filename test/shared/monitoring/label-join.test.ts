import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOfLine, partsFor } from '../../../shared/monitoring/id-parts.ts';
import { joinLabels, labelJoin } from '../../../shared/monitoring/label-join.ts';
import { rowSample } from '../../../shared/monitoring/row-sample.ts';
import { readLines } from '../../../shared/monitoring/text-lines.ts';

const shape = { features: ['amount', 'purpose'] };

const answer = (score: string, eventMetadata: object, first = true) => {
  const captureData = {
    endpointInput: { data: '5,car', encoding: 'CSV', observedContentType: 'text/csv' },
    endpointOutput: { data: score, encoding: 'CSV', observedContentType: 'text/csv' },
  };
  return JSON.stringify(first ? { captureData, eventMetadata } : { eventMetadata, captureData });
};
const truth = (data: string, eventId: string) =>
  JSON.stringify({ groundTruthData: { data, encoding: 'CSV' }, eventMetadata: { eventId } });

const ids: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd', 'e"f', 'g\\h', 'i/j', '"eventMetadata"', 'ü');
const scores = fc.constantFrom('0.1', '0.2\n0.3', '0.9', '');
const answerLine: fc.Arbitrary<readonly [string, string, string | null, boolean] | string> = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(scores, ids, fc.option<string>(ids), fc.boolean()) },
  { weight: 1, arbitrary: fc.constantFrom('{', '', '{"eventMetadata":{"eventId":"a"}}', '{"captureData":{}}') },
);
const answersOf = (lines: readonly (readonly [string, string, string | null, boolean] | string)[]) =>
  lines.map((line) =>
    typeof line === 'string'
      ? line
      : answer(line[0], { eventId: line[1], ...(line[2] && { inferenceId: line[2] }) }, line[3]),
  );

const inParts = (answers: readonly string[], labels: readonly string[], of: number) => {
  const join = labelJoin(shape, { beside: ['purpose'] });
  for (let index = 0; index < of; index++) {
    join.begin({ index, of });
    for (const line of labels) join.addLabel(line);
    for (const line of answers) join.addAnswer(line);
  }
  return join.joined();
};

describe('a join in parts of the ids', () => {
  it('finds the same pairs, and counts the same, as one of everything at once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(answerLine, { selector: (line) => (typeof line === 'string' ? line : line[1]) }),
        fc.array(fc.oneof(fc.tuple(scores, ids), fc.constantFrom('x', ''))),
        fc.constantFrom(2, 4, 8),
        (captured, labelled, of) => {
          const answers = answersOf(captured);
          const labels = labelled.map((line) => (typeof line === 'string' ? line : truth(...line)));
          const [whole, parted] = [joinLabels(answers, labels, shape, ['purpose']), inParts(answers, labels, of)];
          const pairs = ({ labels: y, answers: x }: typeof whole) => y.map((label, i) => `${label} ${x[i]}`).sort();

          expect(pairs(parted)).toEqual(pairs(whole));
          expect(parted.answered).toBe(whole.answered);
          expect(parted.unmatched).toBe(whole.unmatched);
          expect(parted.malformed.count).toBe(whole.malformed.count);
        },
      ),
    );
  });

  it('takes no id from what was captured, and none that may be written otherwise', () => {
    const plain = answer('0.5', { eventId: 'e', inferenceId: 'i' });

    expect(idOfLine(plain)).toBe('i');
    expect(idOfLine(truth('1', 'e'))).toBe('e');
    expect(idOfLine(answer('0.5', { eventId: 'e' }, false))).toBeUndefined();
    expect(idOfLine(answer('0.5', { eventId: 'a"b' }))).toBeUndefined();
    expect(idOfLine(answer('"eventMetadata":{"eventId":"forged"}', { eventId: 'e' }))).toBe('e');
  });

  it('has as many parts as memory asks for, and reads as many as there is time for', () => {
    const bounds = { atOnce: 100, read: 1600 };

    expect(partsFor(0, bounds)).toEqual({ of: 1, read: 1 });
    expect(partsFor(100, bounds)).toEqual({ of: 1, read: 1 });
    expect(partsFor(400, bounds)).toEqual({ of: 4, read: 4 });
    expect(partsFor(700, bounds)).toEqual({ of: 8, read: 2 });
    expect(partsFor(1601, bounds)).toBeUndefined();
  });
});

describe('a sample of labelled rows', () => {
  const offered = (order: readonly number[], most: number, seed = 7) => {
    const sample = rowSample(most, seed);
    for (const i of order) sample.offer(`id-${i}`, 0, () => ({ inputs: [i], label: i, answer: i }));
    return sample.rows().map(({ label }) => label);
  };
  const all = Array.from({ length: 500 }, (_, i) => i);

  it('is the same in whatever order rows come, and another with another seed', () => {
    expect(offered([...all].reverse(), 40)).toEqual(offered(all, 40));
    expect(offered(all, 40)).toHaveLength(40);
    expect(offered(all, 40, 8)).not.toEqual(offered(all, 40));
    expect(offered([3, 1], 40)).toHaveLength(2);
  });

  it('is fair: every row is about as likely as any other', () => {
    const times = new Array<number>(100).fill(0);
    for (let seed = 0; seed < 2000; seed++)
      for (const i of offered(all.slice(0, 100), 10, seed)) times[i as number] = (times[i as number] ?? 0) + 1;

    // 200 expected, standard deviation 13.4: five of them.
    expect(Math.min(...times)).toBeGreaterThan(133);
    expect(Math.max(...times)).toBeLessThan(267);
  });
});

describe('lines of files', () => {
  it('are whole wherever the pieces are cut, through letters too', async () => {
    const bytes = Buffer.from('one\nzwölf\n\nlast');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const lines: string[] = [];
      await readLines(
        (async function* () {
          yield bytes.subarray(0, cut);
          yield bytes.subarray(cut);
        })(),
        (line) => lines.push(line),
      );
      expect(lines.filter((line) => line !== '')).toEqual(['one', 'zwölf', 'last']);
    }
  });
});
