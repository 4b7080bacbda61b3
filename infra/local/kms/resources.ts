import { NotImplementedLocally, type ResourceKind, ServiceError } from '../service.ts';
import { type KeySpec, type Keys, keyArn, keyIdOf, SPECS } from './keys.ts';

type RegisterPolicy = (resourceArn: string, policy: unknown) => void;

/** `AWS::KMS::Key`. Its secret is made at the first deployment and kept. */
export const keyKind = (keys: Keys, registerPolicy: RegisterPolicy): ResourceKind => ({
  properties: [
    'Description',
    'Enabled',
    'KeyPolicy',
    'KeySpec',
    'KeyUsage',
    // honestly ignored: the first rotation would come after a year, and changes nothing that a caller sees
    'EnableKeyRotation',
    'RotationPeriodInDays',
    // honestly ignored: keys go with the data folder
    'PendingWindowInDays',
    // honestly ignored: nothing here reads tags
    'Tags',
  ],
  ref: keyIdOf,
  attributes: (name) => ({ Arn: keyArn(keyIdOf(name)), KeyId: keyIdOf(name) }),
  create: ({ logicalId, name, properties }) => {
    const { Description = '', Enabled = true, KeyPolicy, KeySpec: spec = 'SYMMETRIC_DEFAULT' } = properties;
    if (!isSpec(spec)) throw new NotImplementedLocally(`KMS keys of KeySpec ${String(spec)} (${logicalId})`);
    const usage = properties.KeyUsage ?? 'ENCRYPT_DECRYPT';
    if (usage !== SPECS[spec].usage)
      throw new NotImplementedLocally(`KMS keys of KeySpec ${spec} with KeyUsage ${String(usage)} (${logicalId})`);
    const key = keys.put(name, spec, { description: String(Description), enabled: String(Enabled) === 'true' });
    if (KeyPolicy !== undefined) registerPolicy(key.arn, KeyPolicy);
  },
});

const isSpec = (spec: unknown): spec is KeySpec => typeof spec === 'string' && Object.hasOwn(SPECS, spec);

/** `AWS::KMS::Alias`. */
export const aliasKind = (keys: Keys): ResourceKind => ({
  properties: ['AliasName', 'TargetKeyId'],
  nameProperty: 'AliasName',
  attributes: () => ({}),
  create: ({ logicalId, name, properties: { TargetKeyId } }) => {
    if (!name.startsWith('alias/') || name.startsWith('alias/aws/'))
      throw new ServiceError(
        'InvalidAliasNameException',
        `${logicalId}: ${name} must begin with alias/, not alias/aws/`,
      );
    keys.alias(name, String(TargetKeyId));
  },
});
