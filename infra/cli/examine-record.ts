import { chainOf, MISPLACED } from '../../shared/audit/chain.ts';
import { type Pin, type StoredChain, type Tamper, verifyAudit } from '../../shared/audit/verify.ts';
import type { Outputs } from './outputs.ts';
import { registryOf, trailOf } from './ports.ts';

/** Reads every chain that the registry or a pin names, and verifies them against themselves, the registry and the pins. */
export const examineRecord = async (
  outputs: Outputs,
  pins: readonly Pin[] = [],
): Promise<{
  readonly chains: readonly StoredChain[];
  readonly records: number;
  readonly findings: readonly Tamper[];
}> => {
  const { versions, refused } = await registryOf(outputs).inventory();
  const names = [
    ...new Set([MISPLACED, ...[...versions, ...refused].map(chainOf), ...pins.map(({ chain }) => chain)]),
  ].sort();
  const trail = trailOf(outputs);
  const read = await Promise.all(names.map(async (name) => ({ name, records: await trail.chain(name) })));
  // Most houses never have an upload that lies elsewhere.
  const chains = read.filter(({ name, records }) => name !== MISPLACED || records.length > 0);
  const standings = versions.map((one) => ({ chain: chainOf(one), version: one.version, state: one.state }));
  const records = chains.reduce((sum, chain) => sum + chain.records.length, 0);
  return { chains, records, findings: verifyAudit(chains, standings, pins) };
};
