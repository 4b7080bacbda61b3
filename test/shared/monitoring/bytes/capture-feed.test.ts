import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureFeed } from '../../../../shared/monitoring/bytes/capture-feed.ts';
import { windowTarget } from '../../../../shared/monitoring/bytes/row-target.ts';
import { profileOf } from '../../../../shared/monitoring/profile.ts';
import type { BaselineProfile } from '../../../../shared/monitoring/schema.ts';
import { captureFile, countedSlowly, inPieces } from '../../../support/captures.ts';
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

const countedFast = (of: BaselineProfile, pieces: Iterable<Uint8Array>) => {
  const target = windowTarget(of);
  const feed = captureFeed(target);
  for (const piece of pieces) feed.write(piece);
  feed.end();
  return target.counts();
};

describe('reading captures from bytes', () => {
  it('gives the counts of the general reader, to the last bit, whatever the traffic', () => {
    fc.assert(
      fc.property(captureFile, ({ lines, bytes, cut }) => {
        expect(countedFast(profile, inPieces(bytes, cut))).toEqual(countedSlowly(profile, lines));
      }),
      { numRuns: 150 },
    );
  });
});
