import { examineRecord } from '../cli/examine-record.ts';
import type { Outputs } from '../cli/outputs.ts';
import { Complaint } from '../cli/terminal.ts';

/** Verifies every chain as `slipway audit verify` does. @throws Complaint with the first finding */
export const verifyRecord = async (
  outputs: Outputs,
): Promise<{ readonly records: number; readonly chains: number }> => {
  const { chains, records, findings } = await examineRecord(outputs);
  const [finding] = findings;
  if (finding) throw new Complaint(`The record does not hold: ${finding.chain} #${finding.seq}: ${finding.message}`, 1);
  return { records, chains: chains.length };
};
