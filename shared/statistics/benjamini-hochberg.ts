/**
 * Adjusted p-values (q-values) of Benjamini and Hochberg 1995, in the order given. Calling everything with q <= alpha a
 * finding keeps the expected share of false findings at or below alpha.
 */
export const benjaminiHochberg = (pValues: readonly number[]): number[] => {
  const n = pValues.length;
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[b] as number) - (pValues[a] as number));
  const adjusted = new Array<number>(n).fill(1);
  let smallest = 1;
  order.forEach((i, fromTop) => {
    smallest = Math.min(smallest, ((pValues[i] as number) * n) / (n - fromTop));
    adjusted[i] = smallest;
  });
  return adjusted;
};
