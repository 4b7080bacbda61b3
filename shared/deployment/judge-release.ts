import type { EndpointOutcome } from './schema.ts';

/** How the golden request went: the answers that evaluation saw on staging, asked of production. */
export type Golden =
  | { readonly kind: 'answered'; readonly expected: readonly number[]; readonly answered: readonly number[] }
  | { readonly kind: 'silent'; readonly why: string };

export type ReleaseVerdict =
  | { readonly kind: 'verified' }
  /** The endpoint serves, but not what was asked for: SageMaker put the old configuration back (FACTS 2, no. 1). */
  | { readonly kind: 'rolled-back'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Two runs of one model may differ in the last bits of a float32. */
const TOLERANCE = 1e-4;

/**
 * A release is verified, not assumed: InService and the configuration asked for and no failure reason and a golden
 * request answered as on staging. Anything else is a failure, or a roll-back that SageMaker did not announce.
 */
export const judgeRelease = (
  outcome: EndpointOutcome,
  wantedConfig: string,
  golden: Golden | undefined,
): ReleaseVerdict => {
  const because = outcome.failureReason ? `: ${outcome.failureReason}` : '';
  if (outcome.status !== 'InService') return { kind: 'failed', reason: `the endpoint is ${outcome.status}${because}` };
  if (outcome.config !== wantedConfig) {
    return { kind: 'rolled-back', reason: `SageMaker went back to ${outcome.config} without saying so${because}` };
  }
  if (outcome.failureReason)
    return { kind: 'failed', reason: `the endpoint serves, but reports: ${outcome.failureReason}` };
  if (!golden) return { kind: 'failed', reason: 'no golden request was made' };
  if (golden.kind === 'silent') return { kind: 'failed', reason: `the golden request got no answer: ${golden.why}` };
  const wrong = golden.expected.findIndex(
    (value, i) => !(Math.abs(value - (golden.answered[i] ?? Number.NaN)) <= TOLERANCE * Math.max(1, Math.abs(value))),
  );
  const { expected, answered } = golden;
  if (expected.length === 0 || expected.length !== answered.length) {
    const reason = `the golden request got ${answered.length} numbers; on staging it got ${expected.length}`;
    return { kind: 'failed', reason };
  }
  if (wrong >= 0) {
    const reason = `the golden request was answered differently than on staging (number ${wrong + 1} of ${expected.length})`;
    return { kind: 'failed', reason };
  }
  return { kind: 'verified' };
};
