import type { InferenceSession, InferenceSessionFactory, Tensor, TensorConstructor } from 'onnxruntime-web';
import { type Cell, type Column, columnsOf, type GraphInput, graphInputs } from './columns.ts';
import { answeringOutput, type Prediction, predictionsFrom } from './predictions.ts';

/** Either ONNX runtime: `onnxruntime-node` in the container, `onnxruntime-web` (WebAssembly) on any machine. */
export interface Runtime {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

export interface Model {
  /** What a row of a request consists of, in order. */
  readonly columns: readonly Column[];
  predict(rows: readonly Cell[][]): Promise<Prediction[]>;
}

/** Loads a graph. @throws when it is no ONNX graph, or not one over the rows of a table */
export const loadModel = async (runtime: Runtime, graph: Uint8Array): Promise<Model> => {
  const session = await runtime.InferenceSession.create(graph);
  const inputs = graphInputs(session.inputMetadata);
  const output = answeringOutput(session.outputMetadata);
  return {
    columns: columnsOf(inputs),
    predict: async (rows) => {
      const answer = await session.run(feeds(runtime, inputs, rows), [output]);
      return predictionsFrom(answer[output] as Tensor, rows.length);
    },
  };
};

const feeds = (
  runtime: Runtime,
  inputs: readonly GraphInput[],
  rows: readonly Cell[][],
): InferenceSession.FeedsType => {
  let first = 0;
  const tensors = inputs.map((input) => {
    const from = first;
    first += input.width;
    const cells = rows.flatMap((row) => row.slice(from, from + input.width));
    return [input.name, tensor(runtime, input, cells, rows.length)] as const;
  });
  return Object.fromEntries(tensors);
};

const tensor = ({ Tensor }: Runtime, { type, width }: GraphInput, cells: Cell[], rows: number): Tensor => {
  const shape = [rows, width];
  switch (type) {
    case 'string':
      return new Tensor('string', cells as string[], shape);
    case 'int64':
      return new Tensor('int64', BigInt64Array.from(cells as number[], BigInt), shape);
    case 'int32':
      return new Tensor('int32', Int32Array.from(cells as number[]), shape);
    case 'float64':
      return new Tensor('float64', Float64Array.from(cells as number[]), shape);
    case 'float32':
      return new Tensor('float32', Float32Array.from(cells as number[]), shape);
  }
};
