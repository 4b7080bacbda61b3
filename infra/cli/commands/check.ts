import type { Command } from '../commands.ts';
import { findOutputs } from '../outputs.ts';
import { modelOf } from '../ports.ts';
import { paint, say } from '../terminal.ts';
import { runMachine } from './run-machine.ts';

/** Checks a window of a live model's traffic now, without waiting for its schedule. */
export const check: Command = {
  usage: 'TEAM/MODEL [--from T --to T]',
  summary: 'check the drift of a live model now',
  async run(words, { from, to, json }) {
    const model = modelOf(words);
    const outputs = await findOutputs();
    const window =
      from && to
        ? { window: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } }
        : { scheduledAt: new Date().toISOString() };
    const { status, output, cause } = await runMachine(outputs.MonitorMachineArn, { ...model, ...window });
    if (json) say(JSON.stringify({ status, ...output }));
    else if (status !== 'SUCCEEDED') say(`${paint('bad', 'The check failed.')} ${cause}`);
    else {
      say(`${paint(output.verdict === 'drifted' ? 'bad' : 'good', String(output.verdict))}: ${output.sentence}`);
      if (output.report) say(`Report: ${outputs.SiteUrl}/${output.report}`);
    }
    return status === 'SUCCEEDED' && output.verdict !== 'drifted' ? 0 : status === 'SUCCEEDED' ? 1 : 2;
  },
};
