import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureFeed } from '../../../../shared/monitoring/bytes/capture-feed.ts';
import { windowTarget } from '../../../../shared/monitoring/bytes/row-target.ts';
import type { Engine, EngineSize } from '../../../../shared/monitoring/engine/engine.ts';
import { profileOf } from '../../../../shared/monitoring/profile.ts';
import type { BaselineProfile } from '../../../../shared/monitoring/schema.ts';
import { captureFile, countedSlowly, inPieces } from '../../../support/captures.ts';
import { engines } from '../../../support/engines.ts';
import { amount, loans, purpose } from '../../../support/monitoring.ts';

const rate = { name: 'rate', type: 'number', max: 1000 } as const;
const score = { name: 'score', type: 'number', min: 0, max: 1 } as const;
const profile = profileOf({
  model: 'm',
  version: '1.0.0',
  inputs: [amount, { ...purpose, type: 'category', values: ['car', 'home'] }, rate],
  output: score,
  rows: loans(1, 500).map(({ inputs = [], output }) => ({ inputs: [...inputs, Number(output) * 100], output })),
});

const countedFast = (of: BaselineProfile, pieces: Iterable<Uint8Array>, engineFor: (size: EngineSize) => Engine) => {
  const target = windowTarget(of, engineFor);
  const feed = captureFeed(target);
  for (const piece of pieces) feed.write(piece);
  feed.end();
  return target.counts();
};

describe.each(engines)('reading captures from bytes by %s', (_, engineFor) => {
  it('gives the counts of the general reader, to the last bit, whatever the traffic', () => {
    fc.assert(
      fc.property(captureFile, ({ lines, bytes, cut }) => {
        expect(countedFast(profile, inPieces(bytes, cut), engineFor)).toEqual(countedSlowly(profile, lines));
      }),
      { numRuns: 150 },
    );
  });

  it('reads long stretches of plain records, and the odd ones among them, like the general reader', () => {
    const odd = [
      ['7.5,car,3\\r\\n', '0.25\\r\\n'],
      ['7.5,car,3\\n8.5,home,4', '0.25\\n0.5'],
      ['7.5,car,3\\n8.5,home,4', '0.25,0.5'],
      ['amount,purpose,rate\\n7.5,car,3', '0.25'],
      ['\ufeff7.5,car,3', '0.25'],
      ['7.5,\\"car\\",3', '0.25'],
      ['7.5,car', '0.25'],
      ['7.5,car,3,4', '0.25'],
      ['7.5,car,3', ',0.25'],
      ['7.5,car,3', '0.25\\n\\n0.5'],
      ['7.5,car,3\\t', '0.25'],
      ['', ''],
      ['\\n', '0.25'],
      [',,', '0.25'],
      ['x,boat,1e400', 'yes'],
    ] as const;
    const lines = Array.from({ length: 3000 }, (_, i) => {
      const [row, answer] = (i % 41 === 40 && odd[((i - 40) / 41) % odd.length]) || [
        `${i / 8},car,${i}`,
        `${i / 3000}`,
      ];
      return record(row, answer, `event ${i}`);
    });
    const bytes = Buffer.from(lines.map((line, i) => `${line}${i % 500 < 250 ? '\n' : '\r\n'}`).join(''));
    expect(countedFast(profile, inPieces(bytes, 100_000), engineFor)).toEqual(countedSlowly(profile, lines));
  });
});

const record = (row: string, answer: string, id: string): string =>
  `{"captureData":{"endpointInput":{"observedContentType":"text/csv","mode":"INPUT","data":"${row}","encoding":"CSV"},` +
  `"endpointOutput":{"observedContentType":"text/csv","mode":"OUTPUT","data":"${answer}","encoding":"CSV"}},` +
  `"eventMetadata":{"eventId":"${id}","inferenceTime":"2026-01-01T00:00:00Z"},"eventVersion":"0"}`;
