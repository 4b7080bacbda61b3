import { writeFile } from 'node:fs/promises';
import { documentPolicies } from '../../../shared/adapters/document-policies.ts';
import { knownNames } from '../../../shared/policy/names.ts';
import { fleetPage } from '../../../shared/reporting/fleet-page.ts';
import { fleetReport } from '../../../shared/reporting/fleet-report.ts';
import type { Command } from '../command.ts';
import { findOutputs } from '../outputs.ts';
import { evidenceOf, registryOf } from '../ports.ts';
import { Complaint, harmless, say } from '../terminal.ts';

/** The report for leaders: what runs, who answers for it, how it is, what is overdue. */
export const report: Command = {
  usage: '[--out FILE.html]',
  summary: 'what runs, who answers for it, how it is, in plain words',
  async run(_words, { json, out }) {
    const outputs = await findOutputs();
    const nameOf = await knownNames(documentPolicies(evidenceOf(outputs)));
    const fleet = fleetReport(await registryOf(outputs).inventory(), new Date(), nameOf);
    if (json) say(JSON.stringify(fleet));
    else if (out) {
      await writeFile(out, fleetPage(fleet)).catch(() => {
        throw new Complaint(`${out} cannot be written.`);
      });
      say(`Written to ${out}.`);
    } else for (const line of fleet.lines) say(harmless(line));
    return 0;
  },
};
