import type { Access } from '../service.ts';
import type { Operation } from './requests.ts';
import { issuerOf } from './run/task-tokens.ts';

/** What a call needs to be allowed: `states:<Operation>` on the machine, the execution, or the machine that issued the token. */
export const accessFor = (operation: Operation, body: Readonly<Record<string, unknown>>): readonly Access[] => {
  const { stateMachineArn, executionArn, taskToken } = body;
  const issuer = typeof taskToken === 'string' ? issuerOf(taskToken) : undefined;
  const resource = [stateMachineArn, executionArn, issuer].find((arn) => typeof arn === 'string') ?? '*';
  return [{ action: `states:${operation}`, resource: String(resource) }];
};
