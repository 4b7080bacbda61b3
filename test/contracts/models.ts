import { describe, expect, it } from 'vitest';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { isTraffic } from '../../shared/monitoring/line-time.ts';
import type { Baselines, TrafficFiles } from '../../shared/monitoring/ports.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import type { Policy } from '../../shared/policy/schema.ts';
import { aPolicy } from '../support/approval.ts';
import { loanProfile } from '../support/monitoring.ts';

export interface PoliciesUnderTest {
  readonly policies: Policies;
  /** Puts a policy in force. */
  apply(policy: Policy): Promise<void> | void;
}

/** What every store of policies must do. */
export const policiesContract = (name: string, create: () => Promise<PoliciesUnderTest>): void => {
  describe(`policies: ${name}`, () => {
    it('misses by name a policy that was never applied', async () => {
      const { policies } = await create();

      await expect(policies.current()).rejects.toMatchObject({ name: 'PolicyMissing' });
    });

    it('gives the one in force, and each earlier one under its digest', async () => {
      const { policies, apply } = await create();
      await apply(aPolicy());
      const first = await policies.current();
      await apply(aPolicy({ version: 13 }));

      expect((await policies.current()).policy.version).toBe(13);
      expect(await policies.bySha256(first.sha256)).toEqual(first);
      expect(first.policy).toEqual(aPolicy());
    });

    it('throws for a digest it does not have', async () => {
      await expect((await create()).policies.bySha256(sha256('never'))).rejects.toThrow();
    });
  });
};

/** What every store of baselines must do. */
export const baselinesContract = (name: string, create: () => Promise<Baselines>): void => {
  describe(`baselines: ${name}`, () => {
    it('gives back a profile as it was saved', async () => {
      const baselines = await create();
      const profile = loanProfile(200);

      expect(await baselines.load(await baselines.save(profile))).toEqual(profile);
    });

    it('misses a profile by name', async () => {
      await expect((await create()).load(sha256('never'))).rejects.toMatchObject({ name: 'BaselineMissing' });
    });
  });
};

/** A captured line, as far as a window looks at it. */
const captured = (at: string, inferenceId?: string): string =>
  JSON.stringify({
    captureData: {},
    eventMetadata: { eventId: at, inferenceTime: at, ...(inferenceId && { inferenceId }) },
    eventVersion: '0',
  });

/** What is captured below `lines/` when a traffic contract begins. */
export const capturedLines = [
  captured('2026-03-02T07:59:59Z'),
  captured('2026-03-02T08:00:00Z'),
  captured('2026-03-02T08:59:59Z', 'mine'),
  captured('2026-03-02T08:30:00Z', 'slipway-golden'),
  captured('2026-03-02T09:00:00Z'),
];

/** What every reader of captured traffic must do. */
export const trafficContract = (name: string, create: () => Promise<TrafficFiles>): void => {
  describe(`traffic files: ${name}`, () => {
    const read = async (endpoint: string, from: string, to: string) => {
      const window = { from: new Date(from), to: new Date(to), ownRequests: new Set(['slipway-golden']) };
      const traffic = await create();
      let text = '';
      for await (const piece of traffic.read(await traffic.list(`${endpoint}/`, window.from, window.to)))
        text += typeof piece === 'string' ? `${piece}\n` : Buffer.from(piece).toString();
      const lines = text.split('\n').filter((line) => line !== '' && isTraffic(line, window));
      return lines.map((line) => /"inferenceTime":"([^"]+)"/.exec(line)?.[1]).sort();
    };

    it("gives the lines of the window, its end excluded, and none of Slipway's own", async () => {
      expect(await read('lines', '2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z')).toEqual([
        '2026-03-02T08:00:00Z',
        '2026-03-02T08:59:59Z',
      ]);
    });

    it('reads over several hours', async () => {
      expect(await read('lines', '2026-03-02T07:30:00Z', '2026-03-02T10:00:00Z')).toHaveLength(4);
    });

    it('gives nothing of an endpoint without traffic', async () => {
      expect(await read('quiet', '2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z')).toEqual([]);
    });
  });
};
