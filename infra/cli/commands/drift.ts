import type { Command } from '../command.ts';
import { recruit } from '../counting/crew.ts';
import { threadsFor } from '../counting/threads-for.ts';
import { Complaint } from '../terminal.ts';

/**
 * Compares a file of rows with a profile, by the engine that watches live models. Exit code 0: no drift, or too little to
 * tell; 1: drifted, or too much that cannot be read; 2: nothing could be compared.
 */
export const drift: Command = {
  usage: '--baseline profile.json FILE [--manifest FILE] [--threads N]',
  summary:
    'compare rows with a profile (exit code 1 when they drifted); --exact sorts all values, --html FILE writes the page, --violations FILE what Model Monitor would',
  async run([name], options) {
    const { baseline, exact, threads } = options;
    if (!name || !baseline)
      throw new Complaint('Name the profile and the rows: slipway drift --baseline profile.json FILE');
    if (exact && threads) throw new Complaint('--exact keeps all values, by one thread: leave --threads out.');
    // Threads start while everything else is loaded.
    const crew = recruit(threadsFor(name, exact ? '1' : threads) - 1);
    try {
      const { compareRows } = await import('../compare-rows.ts');
      return await compareRows(name, { ...options, baseline }, crew);
    } finally {
      await crew.dismiss();
    }
  },
};
