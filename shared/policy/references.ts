import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';

/** The parts of a policy in which people and groups are named. */
const Names = whenUsed(() =>
  z.object({
    people: z.array(z.object({ subject: z.string() })),
    teams: z.record(z.string(), z.object({ members: z.array(z.string()) })),
    groups: z.record(z.string(), z.array(z.string())),
    tiers: z.record(z.string(), z.object({ approval: z.object({ groups: z.array(z.string()) }) })),
  }),
);

/** Whether these parts can be compared, whatever else is wrong with a policy: everything is told in one go. */
export const areReadable = (policy: unknown): boolean => Names.safeParse(policy).success;

/** Names of people and groups that a policy does not have. */
export const danglingReferences = ({
  people,
  teams,
  groups,
  tiers,
}: z.infer<typeof Names>): readonly { readonly path: string[]; readonly input: string; readonly message: string }[] => {
  const known = new Set(people.map(({ subject }) => subject));
  const strangers = (path: string[], subjects: readonly string[]) =>
    subjects
      .filter((subject) => !known.has(subject))
      .map((subject) => ({ path, input: subject, message: `${subject} is not among the people of this policy` }));
  return [
    ...Object.entries(teams).flatMap(([name, { members }]) => strangers(['teams', name], members)),
    ...Object.entries(groups).flatMap(([name, members]) => strangers(['groups', name], members)),
    ...Object.entries(tiers).flatMap(([name, { approval }]) =>
      approval.groups
        .filter((group) => !Object.hasOwn(groups, group))
        .map((group) => ({
          path: ['tiers', name, 'approval', 'groups'],
          input: group,
          message: `${group} is not a group of this policy`,
        })),
    ),
  ];
};
