/** Jensen-Shannon distance of two histograms, base 2: the root of the divergence in bits, between 0 and 1. */
export const jensenShannon = (reference: readonly number[], current: readonly number[]): number => {
  const [n, m] = [sum(reference), sum(current)];
  if (n === 0 || m === 0) return 0;
  const bits = reference.reduce((total, count, i) => {
    const [p, q] = [count / n, (current[i] ?? 0) / m];
    return total + entropy(p, (p + q) / 2) + entropy(q, (p + q) / 2);
  }, 0);
  return Math.sqrt(Math.max(bits / 2, 0));
};

const entropy = (p: number, mixed: number): number => (p === 0 ? 0 : p * Math.log2(p / mixed));
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
