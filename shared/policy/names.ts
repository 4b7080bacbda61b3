import type { Policies } from './ports.ts';

/** The name of somebody known by identity-provider subject or by address; nothing for strangers. */
export type NameOf = (subjectOrAddress: string) => string | undefined;

/**
 * The names in the policy in force. They are a courtesy: without a policy, or with one that cannot be read, nobody has a
 * name and pages show addresses.
 */
export const knownNames = async (policies: Policies): Promise<NameOf> => {
  const pinned = await policies.current().catch(() => undefined);
  const people = pinned?.policy.people ?? [];
  const names = new Map(
    people.flatMap(({ subject, name, email }) => [subject, email].map((key) => [key, name] as const)),
  );
  return (key) => names.get(key);
};
