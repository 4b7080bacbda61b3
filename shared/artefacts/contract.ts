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

const columnFindings = (manifest: Manifest, { features, format }: ScanReport): readonly ScanFinding[] => {
  const declared = manifest.signature.inputs.map(({ name }) => name);
  const { names, count } = features ?? {};
  // PMML finds its columns by name, in whatever order they come.
  const comparable = (columns: readonly string[]) => (format.startsWith('pmml') ? [...columns].sort() : columns);
  const read = names?.length ?? count;
  if (read !== undefined && read !== declared.length)
    return [
      {
        code: 'input-count',
        message: `the model reads ${read} columns, the manifest declares ${declared.length}`,
        advice: 'declare every column the model reads, in its order',
      },
    ];
  const wanted = comparable(declared);
  return comparable(names ?? []).flatMap((name, i) =>
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
};

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
