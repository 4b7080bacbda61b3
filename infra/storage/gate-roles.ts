import { Aws } from 'aws-cdk-lib';
import type { Stage } from '../config.ts';

/** Roles that handle bytes nobody vouched for yet. They have fixed names because the policies of buckets must know them first. */
export const gateRoleNames = ({ prefix }: Stage) => ({
  /** Copies uploads into the write-once store. */
  receive: `${prefix}-gate-receive`,
  /** Judges what was copied, and marks it. */
  validate: `${prefix}-gate-validate`,
});

/** The mark that the gate leaves on bytes (shared/adapters/s3-verdict-marks.ts; a test holds them together). */
export const VERDICT_TAG = 'slipway:verdict';

export const roleArns = (names: readonly string[]): string[] =>
  names.map((name) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${name}`);
