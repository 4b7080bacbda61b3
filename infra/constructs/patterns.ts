import { Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface Pattern {
  readonly actions: string[];
  /** ARNs that end in a pattern, because the last part is a name that only the running system knows. */
  readonly resources: readonly string[];
  /** Why there is no narrower resource to name; becomes the acknowledgement of cdk-nag's finding. */
  readonly reason: string;
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/** Grants actions on resources that are known by a pattern only, and says why, exactly for these patterns. */
export const allowPattern = (grantee: IGrantable, { actions, resources, reason, conditions }: Pattern): void => {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [...resources], conditions });
  const principal = grantee.grantPrincipal;
  if (!Construct.isConstruct(principal)) return;
  for (const resource of resources) acknowledgePattern(principal, resource, reason);
};

/** Says why a policy below this construct names a resource by a pattern, for exactly that pattern. */
export const acknowledgePattern = (scope: Construct, resource: string, reason: string): void => {
  const shown = shownByCdkNag(Stack.of(scope).resolve(resource));
  if (shown.includes('*')) Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${shown}]`, reason });
};

/** A resource as cdk-nag writes it into the id of a finding: `<LogicalId.Attribute>` for references. */
const shownByCdkNag = (resolved: unknown): string => {
  if (typeof resolved === 'string') return resolved;
  const [[intrinsic, argument] = ['', '']] = Object.entries(resolved as Record<string, unknown>);
  switch (intrinsic) {
    case 'Fn::Join':
      return (argument as [string, unknown[]])[1].map(shownByCdkNag).join((argument as [string])[0]);
    case 'Fn::GetAtt':
      return `<${(argument as string[]).join('.')}>`;
    case 'Fn::ImportValue':
      return shownByCdkNag(argument);
    case 'Ref':
      return `<${argument}>`;
    default:
      return JSON.stringify(resolved);
  }
};
