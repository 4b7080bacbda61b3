import { parseCsv } from '../../shared/kernel/csv.ts';
import { Complaint } from './terminal.ts';

/** A column with at most this many different texts is taken for a category whose values are worth listing. */
const FEW = 20;

/** Quoted in the manifest: unquoted, YAML would take it for the number 0. */
const NO_DIGEST = '0'.repeat(64);

interface Column {
  readonly name: string;
  readonly line: string;
}

/**
 * A manifest for the columns of a CSV file: everything that the data shows is filled in, everything that only a person
 * knows is marked with "change". The last column is taken for the label. `digests` are those of files known already.
 */
export const manifestFor = (file: string, text: string, digests: Readonly<Record<string, string>> = {}): string => {
  const [header, ...rows] = parseCsv(text).records.map(({ cells }) => cells);
  if (!header || header.length < 2)
    throw new Complaint(`${file} needs a header line with at least two columns, separated by commas.`);
  const bad = header.filter((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name));
  if (bad.length > 0)
    throw new Complaint(
      `These column names of ${file} cannot be used (letters, digits and underscores, not starting with a digit): ${bad.join(', ')}`,
    );
  const label = header.at(-1) ?? '';
  const labels = rows.map((cells) => cells.at(-1) ?? '');
  const task = taskOf(labels);
  const inputs = header.slice(0, -1).map((name, i) =>
    columnOf(
      name,
      rows.map((cells) => cells[i] ?? ''),
    ),
  );
  return `# What Slipway must know of your model. Lines marked "change" need you; the rest was read from ${file}.
# Check and send it with: slipway submit .
apiVersion: slipway/v1
model: my-model                # change: lower-case letters, digits, hyphens
version: 1.0.0                 # semantic version; a version never changes, so raise it with every submission
team: my-team                  # change: as the policy names it
owner: owner@example.com       # change: who answers for the model
submitter: you@example.com     # change: you; you hear of every step and may not approve it
purpose: Say in a sentence what the model decides   # change
risk: medium                   # low, medium or high: decides gates, approvers and expiry
task: ${task}
framework: onnx
files:                         # sha256sum FILE prints a digest; write it anew whenever a file changes
  model:    ${fileLine('model.tar.gz', digests, '')}
  holdout:  ${fileLine(file, digests, ': unseen rows with labels, to evaluate on')}
  baseline: ${fileLine('baseline.csv', digests, ': rows as in production, to compare traffic with')}
signature:
  inputs:                      # in the order the model reads them
${inputs.map(({ line }) => `    - ${line}`).join('\n')}
  output: { name: ${task === 'regression' ? 'prediction, type: number' : task === 'binary-classification' ? 'probability, type: probability' : 'probabilities, type: probabilities'} }
  label: ${label}
serving: { image: onnx, mode: realtime, instanceType: ml.m5.large, minInstances: 1, contentType: text/csv }
claims: {}                     # what you measured, such as { auc: 0.81 }; Slipway measures it again
sensitive: []                  # columns by which fairness is judged
monitoring: { schedule: rate(1 hour) }
`;
};

const fileLine = (name: string, digests: Readonly<Record<string, string>>, what: string): string => {
  const digest = Object.hasOwn(digests, name) ? digests[name] : undefined;
  const change = digest === undefined ? `change${what}` : what.replace(/^: /, '');
  return `{ path: ${name}, sha256: '${digest ?? NO_DIGEST}' }${change && `   # ${change}`}`;
};

const columnOf = (name: string, cells: readonly string[]): Column => {
  const values = cells.filter((cell) => cell !== '');
  if (values.length > 0 && values.every(isNumber)) return { name, line: `{ name: ${name}, type: number }` };
  const different = [...new Set(values)].sort();
  const listed =
    different.length > 0 && different.length <= FEW
      ? `, values: [${different.map((value) => JSON.stringify(value)).join(', ')}]`
      : '';
  return { name, line: `{ name: ${name}, type: category${listed} }` };
};

const taskOf = (labels: readonly string[]): string => {
  const different = new Set(labels.filter((label) => label !== ''));
  if (different.size <= 2) return 'binary-classification';
  return [...different].every(isNumber) && different.size > FEW ? 'regression' : 'multiclass-classification';
};

const isNumber = (cell: string): boolean => cell.trim() !== '' && Number.isFinite(Number(cell));
