import { chainOf } from '../../../shared/audit/chain.ts';
import { sayingOf } from '../../../shared/audit/saying.ts';
import { AuditRecord } from '../../../shared/audit/schema.ts';
import type { Command } from '../command.ts';
import { sayFindings } from '../findings.ts';
import { findOutputs } from '../outputs.ts';
import { modelOf, registryOf, trailOf } from '../ports.ts';
import { harmless, paint, say, table } from '../terminal.ts';

/** Where the versions of one model stand, and what happened to it last. */
export const status: Command = {
  usage: 'TEAM/MODEL',
  summary: 'where the versions of a model stand, and what happened last',
  async run(words, { json }) {
    const model = modelOf(words);
    const outputs = await findOutputs();
    const registry = registryOf(outputs);
    const versions = [...(await registry.versionsOf(model))].sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    const health = await registry.health(model);
    const refused = (await registry.inventory()).refused.filter(
      (one) => one.team === model.team && one.model === model.model,
    );
    const records = (await trailOf(outputs).chain(chainOf(model))).map((record) => AuditRecord.parse(record));
    if (json) {
      say(JSON.stringify({ versions, health, refused, records }));
      return versions.length + refused.length > 0 ? 0 : 1;
    }
    if (versions.length + refused.length === 0) {
      say(`${model.team}/${model.model} is not known. Submit it with: slipway submit DIR`);
      return 1;
    }
    say(
      table([
        ['version', 'state', 'since', 'reason'],
        ...versions.map((one) => [
          one.version,
          one.state,
          one.changedAt.slice(0, 19),
          harmless(one.reason?.text ?? ''),
        ]),
      ]),
    );
    if (health)
      say(
        `\nLast check ${health.checkedAt.slice(0, 19)}: ${paint(health.verdict === 'drifted' ? 'bad' : 'good', health.verdict)}. ${health.sentence}`,
      );
    for (const one of refused) {
      say(`\nTurned away at the door, version ${one.version}, ${one.at.slice(0, 19)}:`);
      sayFindings(one.findings);
    }
    say('\nLast records:');
    say(
      table([
        ['#', 'at', 'what', 'by', 'found'],
        ...records
          .slice(-10)
          .map((one) => [
            String(one.seq),
            one.at.slice(0, 19),
            one.type,
            harmless(one.actor.id),
            harmless(sayingOf(one)),
          ]),
      ]),
    );
    return 0;
  },
};
