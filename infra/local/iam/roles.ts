import { ACCOUNT, type Resource, type ResourceKind, ServiceError } from '../service.ts';
import { awsManagedPolicies } from './managed-policies.ts';
import { type Policy, parsePolicy } from './policy.ts';

export interface Roles {
  readonly resources: Readonly<Record<string, ResourceKind>>;
  has(name: string): boolean;
  names(): readonly string[];
  policiesOf(name: string): readonly Policy[];
}

/** The roles of the template with everything attached to them. `setTrust` hears of trust policies. */
export const createRoles = (setTrust: (roleArn: string, document: unknown) => void): Roles => {
  /** By role name, then by policy name. */
  const attached = new Map<string, Map<string, Policy>>();
  const managed = new Map<string, Policy>(awsManagedPolicies);
  // A policy may come before its role: they only name each other.
  const policiesOf = (role: string): Map<string, Policy> => {
    const policies = attached.get(role) ?? new Map<string, Policy>();
    attached.set(role, policies);
    return policies;
  };
  const created = new Set<string>();
  const attach = (roleNames: unknown, policyName: string, policy: Policy): void => {
    for (const name of texts(roleNames)) policiesOf(name).set(policyName, policy);
  };
  const managedPolicy = (arn: string): Policy => {
    const policy = managed.get(arn);
    if (!policy)
      throw new ServiceError('NoSuchEntity', `The local cloud does not know the managed policy ${arn}.`, 404);
    return policy;
  };

  return {
    resources: {
      'AWS::IAM::Role': {
        // Sessions do not end here, and descriptions and tags are for people.
        properties: [
          'RoleName',
          'AssumeRolePolicyDocument',
          'Policies',
          'ManagedPolicyArns',
          'Path',
          'Description',
          'MaxSessionDuration',
          'Tags',
        ],
        nameProperty: 'RoleName',
        attributes: (name) => ({ Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleId: `AROA${name}` }),
        create: ({ name, properties }: Resource) => {
          if (String(properties.Path ?? '/') !== '/')
            throw new ServiceError(
              'ValidationError',
              `The role ${name} has a Path, which its ARN would not show here.`,
            );
          created.add(name);
          const policies = policiesOf(name);
          for (const { PolicyName, PolicyDocument } of (properties.Policies ?? []) as Record<string, unknown>[])
            policies.set(String(PolicyName), parsePolicy(PolicyDocument));
          for (const arn of texts(properties.ManagedPolicyArns)) policies.set(arn, managedPolicy(arn));
          setTrust(`arn:aws:iam::${ACCOUNT}:role/${name}`, properties.AssumeRolePolicyDocument ?? { Statement: [] });
        },
      },
      'AWS::IAM::Policy': {
        properties: ['PolicyName', 'PolicyDocument', 'Roles'],
        nameProperty: 'PolicyName',
        attributes: () => ({}),
        create: ({ logicalId, name, properties }) =>
          attach(properties.Roles, `${name}/${logicalId}`, parsePolicy(properties.PolicyDocument)),
      },
      'AWS::IAM::ManagedPolicy': {
        properties: ['ManagedPolicyName', 'PolicyDocument', 'Roles', 'Description', 'Path'],
        nameProperty: 'ManagedPolicyName',
        ref: (name) => `arn:aws:iam::${ACCOUNT}:policy/${name}`,
        attributes: (name) => ({ PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/${name}` }),
        create: ({ name, properties }) => {
          const policy = parsePolicy(properties.PolicyDocument);
          managed.set(`arn:aws:iam::${ACCOUNT}:policy/${name}`, policy);
          attach(properties.Roles, name, policy);
        },
      },
    },
    has: (name) => created.has(name),
    names: () => [...created],
    policiesOf: (name) => [...(attached.get(name)?.values() ?? [])],
  };
};

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
