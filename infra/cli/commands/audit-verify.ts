import type { Pin } from '../../../shared/audit/verify.ts';
import type { Command } from '../command.ts';
import { examineRecord } from '../examine-record.ts';
import { findOutputs } from '../outputs.ts';
import { Complaint, counted, harmless, paint, say } from '../terminal.ts';

/** Verifies every audit chain against itself, the registry and, when given, records noted down earlier. */
export const auditVerify: Command = {
  usage: '[CHAIN:SEQ:HASH ...]',
  summary: 'verify the audit record; give noted heads to notice a cut tail',
  async run(words, { json }) {
    const pins = words.map(readPin);
    const { chains, records, findings } = await examineRecord(await findOutputs(), pins);
    const heads = chains
      .map((chain) => ({ chain: chain.name, ...(chain.records.at(-1) as { seq?: number; hash?: string } | undefined) }))
      .map(({ chain, seq, hash }) => ({ chain, seq, hash }));
    if (json) say(JSON.stringify({ findings, heads }));
    else {
      for (const { chain, seq, kind, message } of findings)
        say(`${paint('bad', 'finding')}  ${harmless(chain)} #${seq}  ${kind}: ${harmless(message)}`);
      say(
        findings.length === 0
          ? `${paint('good', 'The record holds')}: ${counted(records, 'record')} in ${counted(chains.length, 'chain')}, each linked to the one before, all as the registry says.`
          : `${counted(findings.length, 'finding')} in ${counted(records, 'record')}.`,
      );
      if (heads.length > 0)
        say('Note these heads down somewhere else; given again later, they show a tail that was cut or rewritten:');
      for (const { chain, seq, hash } of heads) say(`  ${harmless(chain)}:${seq}:${hash}`);
    }
    return findings.length === 0 ? 0 : 1;
  },
};

const readPin = (word: string): Pin => {
  const [, chain, seq, hash] = /^(.+):(\d+):([0-9a-f]{64})$/.exec(word) ?? [];
  if (!chain || !seq || !hash)
    throw new Complaint(`${word} is not a noted head; one reads team#model:12:<64 hexadecimal digits>.`);
  return { chain, seq: Number(seq), hash };
};
