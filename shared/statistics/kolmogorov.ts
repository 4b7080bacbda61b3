/** Survival function of Kolmogorov's limit law: P(sup |Brownian bridge| > x). */
export const kolmogorovSf = (x: number): number => {
  if (x <= 0) return 1;
  return x < 0.82 ? 1 - left(x) : right(x);
};

// The two classical series; each converges in a few terms on its side.
const left = (x: number): number => {
  let sum = 0;
  for (let k = 1; k <= 9; k += 2) sum += Math.exp(-(k * k * Math.PI * Math.PI) / (8 * x * x));
  return (Math.sqrt(2 * Math.PI) / x) * sum;
};

const right = (x: number): number => {
  let sum = 0;
  for (let k = 1; k <= 6; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
};
