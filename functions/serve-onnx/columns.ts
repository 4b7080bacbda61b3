import type { InferenceSession } from 'onnxruntime-web';

export type Cell = number | string;

/** How the cells of one column are given to the graph. */
type CellType = 'float32' | 'float64' | 'int64' | 'int32' | 'string';

/** One column of a request, and where the graph takes it. */
export interface Column {
  readonly name: string;
  readonly type: CellType;
}

/** One input tensor of the graph, [rows, width]. Its columns stand side by side in the request. */
export interface GraphInput {
  readonly name: string;
  readonly type: CellType;
  readonly width: number;
}

const types: readonly string[] = ['float32', 'float64', 'int64', 'int32', 'string'] satisfies CellType[];

/**
 * What a graph reads. Most have one [N, 1] input per column (scikit-learn pipelines); others take one [N, columns] tensor.
 * @throws when an input is of a kind that rows of a table cannot fill
 */
export const graphInputs = (metadata: readonly InferenceSession.ValueMetadata[]): readonly GraphInput[] =>
  metadata.map((input) => {
    if (!input.isTensor || !isCellType(input.type)) throw new Error(`the graph's input ${input.name} is not a table`);
    if (input.shape.length > 2) throw new Error(`the graph's input ${input.name} has ${input.shape.length} dimensions`);
    return { name: input.name, type: input.type, width: widthOf(input.name, input.shape[1] ?? 1) };
  });

/** The columns of a request, in the order of a CSV row. A wide input's columns are called `name[0]`, `name[1]` and so on. */
export const columnsOf = (inputs: readonly GraphInput[]): readonly Column[] =>
  inputs.flatMap(({ name, type, width }) =>
    width === 1 ? [{ name, type }] : Array.from({ length: width }, (_, i) => ({ name: `${name}[${i}]`, type })),
  );

const isCellType = (type: string): type is CellType => types.includes(type);

const widthOf = (name: string, size: number | string): number => {
  // A size that is not fixed comes as a name, as -1, or as the same in 32 unsigned bits.
  if (typeof size === 'number' && size > 0 && size < 2 ** 31) return size;
  throw new Error(`the graph does not say how many columns its input ${name} has`);
};
