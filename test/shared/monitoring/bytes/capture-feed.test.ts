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
});
