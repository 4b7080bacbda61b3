import type { InferenceSession, Tensor } from 'onnxruntime-web';

/** The answer for one row: a probability or a value; or, of a multiclass model, the probability of each class. */
export type Prediction = number | readonly number[];

/**
 * Chooses among the outputs of a graph: the probabilities if it has any, else its last output of numbers. A classifier's label is
 * not what a caller wants.
 */
export const answeringOutput = (metadata: readonly InferenceSession.ValueMetadata[]): string => {
  const numbers = metadata.filter(({ isTensor, ...rest }) => isTensor && 'type' in rest && /^float/.test(rest.type));
  const chosen = numbers.find(({ name }) => /prob/i.test(name)) ?? numbers.at(-1);
  if (!chosen) throw new Error('the graph has no output of numbers; export a classifier with zipmap switched off');
  return chosen.name;
};

/** One prediction per row: two columns are the two classes of a binary classifier, and the second is the positive one. */
export const predictionsFrom = (output: Pick<Tensor, 'data' | 'dims'>, rows: number): Prediction[] => {
  const width = output.dims.length < 2 ? 1 : (output.dims.at(-1) ?? 1);
  const values = Array.from(output.data as ArrayLike<number>, Number);
  if (values.length !== rows * width) throw new Error(`the graph answered ${values.length} values for ${rows} rows`);
  return Array.from({ length: rows }, (_, row) => {
    if (width === 1) return values[row] as number;
    if (width === 2) return values[row * 2 + 1] as number;
    return values.slice(row * width, (row + 1) * width);
  });
};
