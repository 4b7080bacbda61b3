import { conditionHolds } from './conditions.ts';
import { type ContextValues, fits } from './pattern.ts';
import type { Policy, Statement } from './policy.ts';
import { namedBy, type Principal } from './principal.ts';

export interface Question {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context: ContextValues;
}

export interface Policies {
  /** Of the principal. A service has none. */
  readonly identity: readonly Policy[];
  readonly resource: readonly Policy[];
  /** Whether the policy of the resource must have its say, as that of a KMS key or the trust policy of a role. @default false */
  readonly resourceMustAllow?: boolean;
}

export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: 'denied by identity' | 'denied by resource' | 'not allowed' };

/** IAM's decision inside one account: a Deny anywhere wins; then an Allow must be found, in the right place. */
export const evaluate = (question: Question, policies: Policies): Verdict => {
  const { identity, resource, resourceMustAllow = false } = policies;
  const own = identity.flat().filter((statement) => concerns(statement, question));
  const theirs = resource
    .flat()
    .filter((statement) => concerns(statement, question))
    .map((statement) => ({ statement, named: naming(statement, question.principal) }))
    .filter(({ named }) => named !== undefined);

  if (own.some(({ effect }) => effect === 'Deny')) return { allowed: false, why: 'denied by identity' };
  if (theirs.some(({ statement }) => statement.effect === 'Deny')) return { allowed: false, why: 'denied by resource' };

  const byIdentity = own.length > 0;
  const byResource = theirs.some(({ named }) => named === 'direct');
  const delegated = theirs.some(({ named }) => named === 'account');
  const allowed = byResource || (byIdentity && (!resourceMustAllow || delegated));
  return allowed ? { allowed: true } : { allowed: false, why: 'not allowed' };
};

const concerns = (statement: Statement, { action, resource, context }: Question): boolean => {
  const { actions, notActions, resources, notResources } = statement;
  const actionFits = (pattern: string) => fits(pattern, action, context, true);
  const resourceFits = (pattern: string) => fits(pattern, resource, context);
  return (
    (actions ? actions.some(actionFits) : !notActions?.some(actionFits)) &&
    (resources ? resources.some(resourceFits) : !notResources?.some(resourceFits)) &&
    Object.entries(statement.conditions).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) => conditionHolds(operator, key, expected, context)),
    )
  );
};

const naming = ({ principals, notPrincipals }: Statement, principal: Principal): 'direct' | 'account' | undefined => {
  if (notPrincipals) return namedBy(notPrincipals, principal) ? undefined : 'direct';
  return principals && namedBy(principals, principal);
};
