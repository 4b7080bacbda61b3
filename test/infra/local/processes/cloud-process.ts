import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startCloud } from '../../../../infra/local/cloud.ts';
import { stopOnSignals } from '../../../../infra/local/processes/signals.ts';
import { stackOf } from '../../../../infra/local/template/assembly.ts';
import { children } from './children.ts';

/** What this program prints, as one line of JSON. */
export interface Started {
  /** Of its children, as the operating system tells them. */
  readonly pids: readonly number[];
  /** Where it has unpacked the functions. */
  readonly codeFolder: string;
}

// Started by processes.test.ts: runs a local cloud on the given folder, and prints the ids of its processes.
const folder = process.argv[2] ?? '';
const code = path.join(folder, 'code');
mkdirSync(code, { recursive: true });
writeFileSync(path.join(code, 'index.mjs'), 'export const handler = async () => { for (;;); };');
const trust = {
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
};
const cloud = await startCloud({
  folder,
  assembly: [
    stackOf(
      'Test',
      {
        Resources: {
          Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
          Spins: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Code: { S3Key: 'code' },
              Handler: 'index.handler',
              Runtime: 'nodejs24.x',
              Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
              Timeout: 600,
            },
          },
        },
      },
      { code },
    ),
  ],
});
stopOnSignals(cloud);
cloud.invokeLambda('Test-Spins', {}).catch(() => {});
setTimeout(() => {
  const codeFolder = path.dirname(cloud.lambda.functions()[0]?.code ?? '');
  console.log(JSON.stringify({ pids: children(), codeFolder } satisfies Started));
}, 300);
