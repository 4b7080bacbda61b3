import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  Grant,
  type IGrantable,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';

/** Role of the one function that may sign decisions. It has a fixed name because this key's policy must know it first. */
export const signerRoleName = (stage: Stage): string => `${stage.prefix}-decision-signer`;

/**
 * Signs decisions. The policy lets the account manage the key and everybody permitted verify, but refuses signing,
 * and grants that could pass it on, to everyone except the signer's role: administrators too. What remains to an
 * administrator is changing this policy, which CloudTrail records and which the role of no function may do.
 */
export class SigningKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    const signer = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${signerRoleName(stage)}`;
    this.key = new Key(this, 'Key', {
      description: 'Slipway: signs approval decisions',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
      policy: new PolicyDocument({
        statements: [
          statement('Manage', Effect.ALLOW, management),
          statement('Verify', Effect.ALLOW, ['kms:Verify', 'kms:GetPublicKey']),
          statement('SignAsSigner', Effect.ALLOW, ['kms:Sign'], { ArnEquals: { 'aws:PrincipalArn': signer } }),
          statement('NobodyElseSigns', Effect.DENY, ['kms:Sign'], { ArnNotEquals: { 'aws:PrincipalArn': signer } }),
          statement('NoPassingOn', Effect.DENY, ['kms:CreateGrant']),
        ],
      }),
    });
  }

  allowSigning(grantee: IGrantable): void {
    this.allow(grantee, ['kms:Sign']);
  }

  allowVerifying(grantee: IGrantable): void {
    this.allow(grantee, ['kms:Verify', 'kms:GetPublicKey']);
  }

  private allow(grantee: IGrantable, actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.key.keyArn] });
  }
}

const management = [
  'kms:DescribeKey',
  'kms:EnableKey',
  'kms:DisableKey',
  'kms:GetKeyPolicy',
  'kms:PutKeyPolicy',
  'kms:ListKeyPolicies',
  'kms:ListGrants',
  'kms:RevokeGrant',
  'kms:ListResourceTags',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateKeyDescription',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
  'kms:GetKeyRotationStatus',
];

const statement = (
  sid: string,
  effect: Effect,
  actions: string[],
  conditions?: Record<string, unknown>,
): PolicyStatement =>
  new PolicyStatement({
    sid,
    effect,
    principals: [effect === Effect.DENY ? new AnyPrincipal() : new AccountRootPrincipal()],
    actions,
    // In a key's own policy, * is that key.
    resources: ['*'],
    conditions,
  });
