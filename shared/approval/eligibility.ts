import type { Person, Policy } from '../policy/schema.ts';
import type { ApprovalRequest } from './schema.ts';

/** What eligibility depends on: whose model it is, who sent it, who is asked. */
export type Asked = Pick<ApprovalRequest, 'team' | 'submitter' | 'groups'>;

type Identified = Pick<Person, 'subject' | 'email'>;

/** Whether the person sent the submission. Addresses are compared only to find the subject, and to be on the safe side. */
const isSubmitter = (asked: Asked, person: Identified, policy: Policy): boolean =>
  sameAddress(person.email, asked.submitter) || subjectsOf(asked.submitter, policy).includes(person.subject);

/**
 * Whether the person belongs to the side that asks: the submitter, everybody of the model's team, and everybody of a
 * team the submitter is in. None of them may decide.
 */
export const asksForIt = (asked: Asked, person: Identified, policy: Policy): boolean => {
  if (isSubmitter(asked, person, policy)) return true;
  const submitters = subjectsOf(asked.submitter, policy);
  return Object.entries(policy.teams).some(
    ([team, { members }]) =>
      members.includes(person.subject) &&
      (team === asked.team || members.some((member) => submitters.includes(member))),
  );
};

/** Whether the person is, by this policy, in one of the groups that are asked. */
export const isInAskedGroup = (asked: Asked, subject: string, policy: Policy): boolean =>
  asked.groups.some((group) => policy.groups[group]?.includes(subject));

export const mayDecide = (asked: Asked, person: Identified, policy: Policy): boolean =>
  !asksForIt(asked, person, policy) && isInAskedGroup(asked, person.subject, policy);

/** Everybody who may decide and can be reached by mail, each once, in the policy's order. */
export const approversOf = (asked: Asked, policy: Policy): readonly Person[] =>
  policy.people.filter(
    (person, at) =>
      mayDecide(asked, person, policy) && policy.people.findIndex((other) => other.subject === person.subject) === at,
  );

/** Whether the person may know that the request exists; everybody else gets the answer of an unknown id. */
export const maySee = (
  request: Asked & Pick<ApprovalRequest, 'invited'>,
  person: Identified,
  policy: Policy,
): boolean =>
  isInAskedGroup(request, person.subject, policy) ||
  request.invited.includes(person.subject) ||
  asksForIt(request, person, policy);

const subjectsOf = (address: string, policy: Policy): readonly string[] =>
  policy.people.filter((person) => sameAddress(person.email, address)).map((person) => person.subject);

// Only ASCII letters: `toLowerCase` would make the Kelvin sign a k and so merge two different addresses.
const sameAddress = (a: string, b: string): boolean => asciiLower(a.trim()) === asciiLower(b.trim());

const asciiLower = (value: string): string => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
