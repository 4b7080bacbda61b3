import { ACCOUNT, type Caller } from '../service.ts';
import type { Principals } from './policy.ts';

/** Who acts, as policies see them. */
export type Principal =
  | { readonly kind: 'user'; readonly arn: string; readonly name: string }
  | { readonly kind: 'role'; readonly arn: string; readonly name: string; readonly sessionArn: string }
  | { readonly kind: 'service'; readonly name: string };

/** The operator is a user whose own policy allows everything; policies of resources still bind that user, as any administrator. */
const operatorArn = `arn:aws:iam::${ACCOUNT}:user/operator`;

export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

export const principalOf = (caller: Caller): Principal =>
  caller.kind === 'operator'
    ? { kind: 'user', arn: operatorArn, name: 'operator' }
    : {
        kind: 'role',
        name: caller.name,
        arn: roleArn(caller.name),
        sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/${caller.name}/local`,
      };

/** As AWS names the principal in its messages. */
export const shownPrincipal = (principal: Principal): string =>
  principal.kind === 'role' ? principal.sessionArn : principal.kind === 'user' ? principal.arn : principal.name;

/**
 * How a resource policy names the principal: itself (`direct`), or only the account it belongs to, which leaves the
 * decision to the principal's own policies (`account`).
 */
export const namedBy = (principals: Principals, principal: Principal): 'direct' | 'account' | undefined => {
  if (principals === '*') return 'direct';
  if (principal.kind === 'service') return principals.Service?.includes(principal.name) ? 'direct' : undefined;
  const names = principals.AWS ?? [];
  const own = principal.kind === 'role' ? [principal.arn, principal.sessionArn] : [principal.arn];
  if (names.includes('*') || names.some((name) => own.includes(name))) return 'direct';
  return names.includes(ACCOUNT) || names.includes(`arn:aws:iam::${ACCOUNT}:root`) ? 'account' : undefined;
};
