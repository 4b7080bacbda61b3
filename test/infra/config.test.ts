import { describe, expect, it } from 'vitest';
import { stageNamed } from '../../infra/config.ts';

describe('a stage', () => {
  it('is found by its name', () => {
    expect(stageNamed('slipway')).toMatchObject({ prefix: 'slipway', logDays: 365, captureDays: 90 });
  });

  it.each(['production', 'constructor', ''])('called "%s" is not invented', (name) => {
    expect(() => stageNamed(name)).toThrow('there is: slipway');
  });
});
