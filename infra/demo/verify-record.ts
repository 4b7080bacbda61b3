import { chainOf } from '../../shared/audit/chain.ts';
import { verifyAudit } from '../../shared/audit/verify.ts';
import type { Outputs } from '../cli/outputs.ts';
import { registryOf, trailOf } from '../cli/ports.ts';
import { Complaint } from '../cli/terminal.ts';

/** Verifies every chain as `slipway audit verify` does. @throws Complaint with the first finding */
export const verifyRecord = async (
  outputs: Outputs,
): Promise<{ readonly records: number; readonly chains: number }> => {
  const { versions } = await registryOf(outputs).inventory();
  const trail = trailOf(outputs);
  const names = [...new Set(versions.map(chainOf))];
  const chains = await Promise.all(names.map(async (name) => ({ name, records: await trail.chain(name) })));
  const [finding] = verifyAudit(
    chains,
    versions.map((one) => ({ chain: chainOf(one), version: one.version, state: one.state })),
  );
  if (finding) throw new Complaint(`The record does not hold: ${finding.chain} #${finding.seq}: ${finding.message}`, 1);
  return { records: chains.reduce((sum, { records }) => sum + records.length, 0), chains: chains.length };
};
