import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productionEndpoint, scheduleName, servingNames } from '../../../shared/deployment/names.ts';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import { ModelName, Team, Version } from '../../../shared/registry/schema.ts';
import { aModelVersion } from '../../support/builders.ts';

/** SageMaker: endpoints, configurations, models. Scheduler allows more. */
const PATTERN = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

const team = fc.stringMatching(/^[a-z][a-z0-9-]{1,30}$/).filter((name) => Team.safeParse(name).success);
const model = fc.stringMatching(/^[a-z][a-z0-9-]{1,62}$/).filter((name) => ModelName.safeParse(name).success);
const version = fc
  .stringMatching(/^[0-9]\.[0-9]\.[0-9](-[0-9a-z.-]{1,20})?$/)
  .filter((one) => Version.safeParse(one).success);
const id = fc.record({ team, model, version });

const names = ({ team, model, version }: { team: string; model: string; version: string }) => {
  const one = aModelVersion({ team, model, version });
  return [
    servingNames(one, 'production').endpoint,
    servingNames(one, 'production').config,
    servingNames(one, 'staging').config,
    scheduleName(one),
  ] as const;
};

describe('the names of what serves a version', () => {
  it('are short and plain enough for SageMaker, whatever team, model and version are called', () => {
    fc.assert(
      fc.property(id, (one) => {
        for (const name of names(one)) {
          expect(name.length).toBeLessThanOrEqual(63);
          expect(name).toMatch(PATTERN);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('begin with the prefix that the roles are allowed, except the schedule in its own group', () => {
    expect(
      names(aModelVersion())
        .slice(0, 3)
        .every((name) => name.startsWith('slipway-')),
    ).toBe(true);
  });

  it('follow from what is served, so that a retry finds what exists (R-40)', () => {
    expect(servingNames(aModelVersion({ state: 'approved' }), 'production')).toEqual(
      servingNames(aModelVersion({ state: 'deploying', revision: 7 }), 'production'),
    );
  });

  it('never meet for different models: not by a hyphen in another place, not by being long', () => {
    const split = fc
      .tuple(fc.stringMatching(/^[a-z]{2,5}(-[a-z]{2,5}){2,4}$/), fc.nat(), fc.nat())
      .map(([text, one, other]) => {
        const parts = text.split('-');
        const at = (n: number) => 1 + (n % (parts.length - 1));
        const cut = (n: number) => ({ team: parts.slice(0, n).join('-'), model: parts.slice(n).join('-') });
        return [cut(at(one)), cut(at(other))] as const;
      });
    const long = fc.tuple(fc.stringMatching(/^[a-z]{62}$/), fc.stringMatching(/^[a-z]$/), fc.stringMatching(/^[a-z]$/));
    fc.assert(
      fc.property(split, ([a, b]) => {
        fc.pre(a.team !== b.team);
        expect(productionEndpoint(a)).not.toBe(productionEndpoint(b));
        expect(scheduleName(a)).not.toBe(scheduleName(b));
      }),
    );
    fc.assert(
      fc.property(long, ([stem, one, other]) => {
        fc.pre(one !== other);
        expect(productionEndpoint({ team: 'lending', model: stem + one })).not.toBe(
          productionEndpoint({ team: 'lending', model: stem + other }),
        );
      }),
    );
  });

  it('differ between any two versions, also those that differ only in punctuation', () => {
    const config = (one: string) => servingNames(aModelVersion({ version: one }), 'production').config;

    expect(config('1.0.0-a.b')).not.toBe(config('1.0.0-a-b'));
    expect(config('1.1.0')).not.toBe(config('11.0.0'));
    fc.assert(
      fc.property(version, version, (a, b) => {
        fc.pre(a !== b);
        expect(config(a)).not.toBe(config(b));
      }),
      { numRuns: 300 },
    );
  });

  it('differ for other bytes and for staging, but the production endpoint stays', () => {
    const one = aModelVersion();
    const model = { ...one.files.model, sha256: sha256('other bytes') };
    const other = aModelVersion({ files: { ...one.files, model } });

    expect(servingNames(other, 'production').config).not.toBe(servingNames(one, 'production').config);
    expect(servingNames(one, 'staging').config).not.toBe(servingNames(one, 'production').config);
    expect(servingNames(aModelVersion({ version: '2.0.0' }), 'production').endpoint).toBe(productionEndpoint(one));
    expect(servingNames(one, 'staging').endpoint).not.toBe(productionEndpoint(one));
  });
});
