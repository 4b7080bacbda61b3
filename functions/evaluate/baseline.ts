import type { Answers } from '../../shared/deployment/asking.ts';
import { profileOf } from '../../shared/monitoring/profile.ts';
import type { BaselineProfile } from '../../shared/monitoring/schema.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';

import type { Table } from './holdout.ts';

/**
 * The profile that later traffic is compared with: the baseline rows, and what the model answered to them. Made on
 * staging, where nothing is captured, so that its rows never look like traffic.
 */
export const baselineProfile = (manifest: Manifest, { rows }: Table, answers: Answers): BaselineProfile => {
  const { signature, task, model, version } = manifest;
  const classes = task === 'multiclass-classification' ? signature.classes : undefined;
  const { name, type } = signature.output;
  const output = classes
    ? { name, type: 'category' as const, values: [...classes] }
    : { name, type: 'number' as const, ...(type === 'probability' && { min: 0, max: 1 }) };
  return profileOf({
    model,
    version,
    inputs: signature.inputs,
    output,
    ...(classes && { classes }),
    rows: rows.map((inputs, i) => ({ inputs, output: answerOf(answers[i] ?? [], classes) })),
  });
};

const answerOf = (answer: readonly number[], classes: readonly string[] | undefined): string | number | undefined =>
  classes ? classes[answer.indexOf(Math.max(...answer))] : answer[0];
