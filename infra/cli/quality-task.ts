import type { QualityTask } from '../../shared/assurance/live-answers.ts';
import { readManifestFile } from './expected-columns.ts';
import type { Asked, Labelled } from './labelled-answers.ts';
import { Complaint } from './terminal.ts';

const KINDS = ['binary-classification', 'multiclass-classification', 'regression'] as const;
type Kind = (typeof KINDS)[number];

/** What options and a manifest say of the model; options come first. */
export const askedOf = (options: {
  readonly manifest?: string;
  readonly task?: string;
  readonly sensitive?: string;
}): Asked & { readonly kind?: Kind } => {
  const kind = KINDS.find((one) => one === options.task);
  if (options.task !== undefined && !kind)
    throw new Complaint(`There is no task "${options.task}": ${KINDS.join(', ')}.`);
  const names = options.sensitive?.split(',').map((name) => name.trim());
  if (!options.manifest) return { ...(kind && { kind }), ...(names && { sensitive: names }) };
  const { task, signature, sensitive } = readManifestFile(options.manifest);
  return {
    kind: kind ?? task,
    label: signature.label,
    output: signature.output.name,
    ...(task === 'multiclass-classification' && { classes: signature.classes }),
    sensitive: names ?? sensitive,
    features: signature.inputs.map(({ name }) => name),
  };
};

/**
 * The task, as asked for or as the labels show it: two different labels, written as 0 and 1 or as yes and no, make a
 * classification; several columns of probabilities, or labels that are no numbers, one of several classes.
 */
export const taskOf = (kind: Kind | undefined, { labels, classes }: Labelled): QualityTask => {
  const given = labels.map((label) => String(label ?? '').trim()).filter((label) => label !== '');
  const shown = classes
    ? 'multiclass-classification'
    : given.every((label) => /^(0|1|0\.0|1\.0|true|false|yes|no)$/i.test(label))
      ? 'binary-classification'
      : given.every((label) => Number.isFinite(Number(label)))
        ? 'regression'
        : 'multiclass-classification';
  const asked = kind ?? shown;
  if (asked !== 'multiclass-classification') return { kind: asked };
  return { kind: asked, classes: classes ?? [...new Set(given)].sort() };
};
