import { modelKey } from '../../../shared/registry/schema.ts';
import type { Command } from '../command.ts';
import { findOutputs } from '../outputs.ts';
import { registryOf } from '../ports.ts';
import { counted, say, table } from '../terminal.ts';

/** The fleet: every model with the version that matters most now. */
export const models: Command = {
  usage: '',
  summary: 'every model: what runs, who answers for it, how it is',
  async run(_words, { json }) {
    const { versions, health, refused } = await registryOf(await findOutputs()).inventory();
    if (json) {
      say(JSON.stringify({ versions, health, refused }));
      return 0;
    }
    if (versions.length === 0) {
      say(
        refused.length === 0
          ? 'No models yet. Submit one with: slipway submit DIR'
          : `No models yet; ${counted(refused.length, 'submission')} turned away at the door: ${[...new Set(refused.map(modelKey))].join(', ')}. See: slipway status TEAM/MODEL`,
      );
      return 0;
    }
    const names = [...new Set(versions.map(({ team, model }) => `${team}/${model}`))].sort();
    const rows = names.map((name) => {
      const own = versions
        .filter(({ team, model }) => `${team}/${model}` === name)
        .sort((a, b) => b.changedAt.localeCompare(a.changedAt));
      const live = own.find(({ state }) => state === 'live');
      const newest = own[0];
      const last = health.find(({ team, model }) => `${team}/${model}` === name);
      return [
        name,
        live?.version ?? '-',
        newest ? `${newest.version} ${newest.state}` : '-',
        newest?.owner ?? '-',
        newest?.risk ?? '-',
        last?.verdict ?? 'not checked yet',
      ];
    });
    say(table([['model', 'live', 'latest move', 'owner', 'risk', 'last check'], ...rows]));
    return 0;
  },
};
