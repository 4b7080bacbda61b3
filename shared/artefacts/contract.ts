import { counted } from '../kernel/figures.ts';
import { clip } from '../registry/findings.ts';
import type { Manifest } from '../registry/manifest.ts';
import type { ScanFinding, ScanReport } from './schema.ts';

const NUMERIC = ['float', 'double', 'int64', 'int32', 'float16'];

/**
 * Holds the manifest's signature against what the artefact itself says: the tensors of an ONNX graph, or the columns that
 * other formats name or count. A format that says nothing of its columns leaves nothing to compare.
 */
export const contractFindings = (manifest: Manifest, report: ScanReport): readonly ScanFinding[] => {
  if (report.verdict === 'refuse') return [];
  return manifest.framework === 'onnx' ? graphFindings(manifest, report) : columnFindings(manifest, report);
};

/** What was held against each other, for the sentence of the report. */
export const comparedColumns = ({ features, inputs, operators }: ScanReport): string => {
  if (operators.length > 0) return `${counted(inputs.length, 'input')} as declared`;
  if (features?.names) return `${counted(features.names.length, 'column')} named as declared`;
  if (features?.count !== undefined)
    return `${counted(features.count, 'column')} as declared, which the model does not name`;
  return 'which columns it reads is not known, as it does not say';
};

const columnFindings = (manifest: Manifest, { features, format, inputs }: ScanReport): readonly ScanFinding[] => {
  const declared = manifest.signature.inputs.map(({ name }) => name);
  const { names, count } = features ?? {};
  const isPmml = format.startsWith('pmml');
  // PMML finds its columns by name, in whatever order they come.
  const comparable = (columns: readonly string[]) => (isPmml ? [...columns].sort() : columns);
  const read = names?.length ?? count;
  const types = isPmml ? typeFindings(manifest, inputs) : [];
  if (read !== undefined && read !== declared.length)
    return [
      {
        code: 'input-count',
        message: clip(
          `the model reads ${read} columns, the manifest declares ${declared.length}${names ? difference(names, declared) : ''}`,
          1000,
        ),
        advice: 'declare every column the model reads, in its order',
      },
      ...types,
    ];
  const wanted = comparable(declared);
  const misnamed = comparable(names ?? []).flatMap((name, i) =>
    name === wanted[i]
      ? []
      : [
          {
            code: 'input-name',
            message: `column ${i + 1} is ${name.slice(0, 128)} in the model and ${wanted[i]} in the manifest`,
            advice: "use the model's names and order",
          },
        ],
  );
  return [...misnamed, ...types];
};

const difference = (read: readonly string[], declared: readonly string[]): string => {
  const [missing, unknown] = [
    read.filter((name) => !declared.includes(name)),
    declared.filter((name) => !read.includes(name)),
  ];
  return [
    ...(missing.length > 0 ? [`; not declared: ${missing.slice(0, 10).join(', ')}`] : []),
    ...(unknown.length > 0 ? [`; not in the model: ${unknown.slice(0, 10).join(', ')}`] : []),
  ].join('');
};

/** Texts must be declared as categories and measurements as numbers; whole numbers and flags may be either. */
const typeFindings = (manifest: Manifest, inputs: ScanReport['inputs']): readonly ScanFinding[] =>
  manifest.signature.inputs.flatMap(({ name, type }) => {
    const found = inputs.find((input) => input.name === name)?.type;
    const right = found === 'string' ? 'category' : found === 'double' || found === 'float' ? 'number' : type;
    if (right === type) return [];
    return [
      {
        code: 'input-type',
        message: `${name} is a ${type} in the manifest, and ${found} in the model`,
        advice: `declare it as a ${right}`,
      },
    ];
  });

/** As many inputs, in one order, of fitting types; or one wide numeric input of as many columns. */
const graphFindings = (manifest: Manifest, { inputs, outputs }: ScanReport): readonly ScanFinding[] => {
  const declared = manifest.signature.inputs;
  const findings: ScanFinding[] = [];
  const find = (code: string, message: string, advice: string) =>
    findings.push({ code, message: clip(message, 1000), advice });
  if (outputs.length === 0)
    find('no-output', 'the graph gives nothing back', 'export the model with its scores as an output');
  const [only] = inputs;
  if (inputs.length === 1 && declared.length > 1 && only) {
    const width = Number(only.dimensions.at(-1));
    if (!NUMERIC.includes(only.type))
      find(
        'input-type',
        `the graph's one input is ${only.type}, not numbers`,
        'export one input for each column, or one numeric input for all',
      );
    if (Number.isFinite(width) && width !== declared.length)
      find(
        'input-count',
        `the graph reads ${width} columns, the manifest declares ${declared.length}`,
        'declare every column the model reads, in its order',
      );
    for (const { name, type } of declared)
      if (type === 'category')
        find(
          'input-type',
          `${name} is declared a category, but the graph reads numbers only`,
          'declare it as a number, or export a text input for it',
        );
    return findings;
  }
  if (inputs.length !== declared.length) {
    find(
      'input-count',
      `the graph reads ${inputs.length} inputs (${inputs.map(({ name }) => name).join(', ')}), the manifest declares ${declared.length}`,
      'declare every input the model reads, in its order',
    );
    return findings;
  }
  declared.forEach(({ name, type }, i) => {
    const input = inputs[i];
    if (!input) return;
    if (inputs.length > 1 && input.name !== name)
      find(
        'input-name',
        `input ${i + 1} is ${input.name} in the graph and ${name} in the manifest`,
        "use the graph's names and order",
      );
    if (type === 'number' ? !NUMERIC.includes(input.type) : input.type !== 'string') {
      find(
        'input-type',
        `${name} is a ${type} in the manifest, and ${input.type} in the graph`,
        'let the manifest say what the graph reads',
      );
    }
  });
  return findings;
};
