import { type Policy, parsePolicy } from './policy.ts';

export interface ResourcePolicies {
  /**
   * Keeps the policy of a resource, such as a bucket, a key or a queue; several owners (a function's permissions) add up.
   * @throws ServiceError MalformedPolicyDocument
   */
  set(resourceArn: string, document: unknown, options?: { readonly owner?: string; readonly required?: boolean }): void;
  /** Policies that have a say about this resource: its own, or that of the bucket or table it lies in. */
  of(resourceArn: string): { readonly policies: readonly Policy[]; readonly required: boolean };
}

/** `required`: without an Allow in the policy of the resource nobody may do anything, as for KMS keys. */
export const createResourcePolicies = (): ResourcePolicies => {
  const kept = new Map<string, { policies: Map<string, Policy>; required: boolean }>();
  return {
    set: (resourceArn, document, { owner = '', required = false } = {}) => {
      const entry = kept.get(resourceArn) ?? { policies: new Map<string, Policy>(), required };
      entry.policies.set(owner, parsePolicy(document));
      entry.required ||= required;
      kept.set(resourceArn, entry);
    },
    of: (resourceArn) => {
      const entries = enclosing(resourceArn).flatMap((arn) => kept.get(arn) ?? []);
      return {
        policies: entries.flatMap(({ policies }) => [...policies.values()]),
        required: entries.some(({ required }) => required),
      };
    },
  };
};

/** The ARN itself and everything it lies in: `…:table/t/index/i` lies in `…:table/t`, `…:::b/key` in `…:::b`. */
const enclosing = (arn: string): string[] => {
  const arns = [arn];
  for (let at = arn.lastIndexOf('/'); at > 0; at = arn.lastIndexOf('/', at - 1)) arns.push(arn.slice(0, at));
  return arns;
};
