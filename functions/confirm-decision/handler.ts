import { documents, kms } from '../../shared/adapters/clients.ts';
import { dynamoApprovals } from '../../shared/adapters/dynamo-approvals.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { kmsVerifier } from '../../shared/adapters/kms-signer.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { ConfirmInput, ConfirmResult, createConfirmDecision } from './confirm-decision.ts';
import { env } from './env.ts';

const { REGISTRY_TABLE, AUDIT_TABLE, APPROVALS_TABLE, SIGNING_KEY_ARN } = readEnv(env);
const tables = { registry: REGISTRY_TABLE, audit: AUDIT_TABLE, approvals: APPROVALS_TABLE };

export const handler = task({
  input: ConfirmInput,
  output: ConfirmResult,
  run: createConfirmDecision({
    registry: dynamoModelRegistry(documents(), tables),
    approvals: dynamoApprovals(documents(), tables),
    verify: kmsVerifier(kms, SIGNING_KEY_ARN),
    clock: systemClock,
  }),
});
