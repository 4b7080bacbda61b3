/** Half the sum of |p - q|: the largest difference in probability of any set of classes. 0 when one side is empty. */
export const totalVariation = (reference: readonly number[], current: readonly number[]): number => {
  const [n, m] = [sum(reference), sum(current)];
  if (n === 0 || m === 0) return 0;
  return reference.reduce((total, count, i) => total + Math.abs(count / n - (current[i] ?? 0) / m), 0) / 2;
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
