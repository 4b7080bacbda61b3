import { ACCOUNT, type Access, type Caller, REGION, type ResourceKind, ServiceError } from '../service.ts';
import { evaluate, type Verdict } from './evaluate.ts';
import type { ContextValues } from './pattern.ts';
import { parsePolicy } from './policy.ts';
import { type Principal, principalOf, shownPrincipal } from './principal.ts';
import { createResourcePolicies, type ResourcePolicies } from './resource-policies.ts';
import { createRoles, type Roles } from './roles.ts';

export interface Iam {
  readonly resources: Readonly<Record<string, ResourceKind>>;
  readonly roles: Roles;
  readonly resourcePolicies: ResourcePolicies;
  /** The verdict about one access of a caller, or of an AWS service such as `events.amazonaws.com`. */
  decide(who: Caller | { readonly kind: 'service'; readonly name: string }, access: Access): Verdict;
  /** @throws ServiceError AccessDeniedException in the words of AWS when one of the accesses is not allowed */
  authorize(who: Caller | { readonly kind: 'service'; readonly name: string }, accesses: readonly Access[]): void;
}

const everything = parsePolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });

export const createIam = (now: () => Date): Iam => {
  const resourcePolicies = createResourcePolicies();
  const roles = createRoles((arn, document) => resourcePolicies.set(arn, document, { required: true }));

  const identityOf = (principal: Principal) => {
    if (principal.kind === 'user') return [everything];
    return principal.kind === 'role' ? roles.policiesOf(principal.name) : [];
  };

  const decide: Iam['decide'] = (who, { action, resource, context = {} }) => {
    const principal = who.kind === 'service' ? who : principalOf(who);
    // A role's own policy says who may assume it; passing it, or reading it, is a matter of the caller's rights alone.
    const { policies, required } = action.startsWith('iam:') ? NO_POLICIES : resourcePolicies.of(resource);
    return evaluate(
      { principal, action, resource, context: contextOf(principal, context, now()) },
      { identity: identityOf(principal), resource: policies, resourceMustAllow: required },
    );
  };

  return {
    resources: roles.resources,
    roles,
    resourcePolicies,
    decide,
    authorize: (who, accesses) => {
      for (const access of accesses) {
        const verdict = decide(who, access);
        if (!verdict.allowed) throw denial(who.kind === 'service' ? who : principalOf(who), access, verdict.why);
      }
    },
  };
};

const NO_POLICIES = { policies: [], required: false };

const reasons = {
  'denied by identity': 'with an explicit deny in an identity-based policy',
  'denied by resource': 'with an explicit deny in a resource-based policy',
} as const;

const denial = (principal: Principal, { action, resource }: Access, why: (Verdict & { allowed: false })['why']) => {
  const reason = why === 'not allowed' ? `because no identity-based policy allows the ${action} action` : reasons[why];
  return new ServiceError(
    action.startsWith('s3:') ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${shownPrincipal(principal)} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    403,
  );
};

/** Keys that AWS puts into every request. The loopback stands in for TLS: nothing leaves the machine. */
const contextOf = (principal: Principal, own: Readonly<Record<string, string>>, now: Date): ContextValues => {
  const common: Record<string, string> = {
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:RequestedRegion': REGION,
    'aws:ResourceAccount': ACCOUNT,
    'aws:SecureTransport': 'true',
    'aws:SourceIp': '127.0.0.1',
    'aws:ViaAWSService': 'false',
    ...(principal.kind === 'service'
      ? {
          'aws:PrincipalIsAWSService': 'true',
          'aws:PrincipalServiceName': principal.name,
          'aws:SourceAccount': ACCOUNT,
        }
      : {
          'aws:PrincipalAccount': ACCOUNT,
          'aws:PrincipalArn': principal.arn,
          'aws:PrincipalIsAWSService': 'false',
          'aws:PrincipalType': principal.kind === 'role' ? 'AssumedRole' : 'User',
          'aws:userid': principal.kind === 'role' ? `AROA${principal.name}:local` : 'AIDAOPERATOR',
          ...(principal.kind === 'user' ? { 'aws:username': principal.name } : {}),
        }),
  };
  return new Map(Object.entries({ ...common, ...own }).map(([key, value]) => [key.toLowerCase(), [value]]));
};
