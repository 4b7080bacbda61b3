import type { Manifest } from '../../registry/manifest.ts';
import type { ColumnShape } from './columns.ts';

/** Columns a data set must have: the inputs; and on the holdout the label and the sensitive attributes as well. */
export const datasetShapes = (manifest: Manifest, role: 'holdout' | 'baseline'): readonly ColumnShape[] => {
  const { inputs } = manifest.signature;
  if (role === 'baseline') return inputs;
  const attributes = manifest.sensitive.filter((name) => !inputs.some((input) => input.name === name));
  return [...inputs, labelShape(manifest), ...attributes.map((name): ColumnShape => ({ name, type: 'category' }))];
};

const labelShape = ({ task, signature }: Manifest): ColumnShape => {
  const { label: name, classes } = signature;
  switch (task) {
    case 'binary-classification':
      return { name, type: 'category', values: ['0', '1'], required: true };
    case 'multiclass-classification':
      return { name, type: 'category', required: true, ...(classes && { values: classes }) };
    case 'regression':
      return { name, type: 'number', required: true };
  }
};
