import type { Command } from '../command.ts';
import { findOutputs } from '../outputs.ts';
import { modelOf } from '../ports.ts';
import { Complaint, harmless, paint, say } from '../terminal.ts';
import { runMachine } from './run-machine.ts';

/** Checks a window of a live model's traffic now, without waiting for its schedule. */
export const check: Command = {
  usage: 'TEAM/MODEL [--from T --to T]',
  summary: 'check the drift of a live model now',
  async run(words, { from, to, json }) {
    const model = modelOf(words);
    const window = from || to ? { window: windowOf(from, to) } : { asOf: new Date().toISOString() };
    const outputs = await findOutputs();
    const { status, output, cause } = await runMachine(outputs.MonitorMachineArn, { ...model, ...window });
    if (json) say(JSON.stringify({ status, ...output, cause }));
    else if (status !== 'SUCCEEDED') say(`${paint('bad', 'The check failed.')} ${harmless(cause)}`);
    else {
      const verdict = String(output.verdict);
      const tone = verdict === 'drifted' ? 'bad' : verdict === 'stable' ? 'good' : 'watch';
      say(`${paint(tone, verdict.replaceAll('-', ' '))}: ${harmless(String(output.sentence))}`);
      if (output.report) say(`Report: ${outputs.SiteUrl}/${output.report}`);
    }
    if (status !== 'SUCCEEDED') return 2;
    return output.verdict === 'drifted' ? 1 : 0;
  },
};

const windowOf = (from: string | undefined, to: string | undefined): { readonly from: string; readonly to: string } => {
  const [begin, end] = [instant('--from', from), instant('--to', to)];
  if (begin >= end) throw new Complaint(`A window ends after it begins: ${from} is not before ${to}.`);
  return { from: begin, to: end };
};

const instant = (option: string, text: string | undefined): string => {
  const at = new Date(text ?? '');
  if (Number.isNaN(at.getTime()))
    throw new Complaint(`A window needs both ends as instants: ${option} 2026-03-01T00:00:00Z`);
  return at.toISOString();
};
