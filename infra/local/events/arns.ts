import { ACCOUNT, REGION } from '../service.ts';

const arn = (resource: string): string => `arn:aws:events:${REGION}:${ACCOUNT}:${resource}`;

export const busArn = (name: string): string => arn(`event-bus/${name}`);
/** AWS puts the name of a custom bus before the rule's; a template here knows only the rule's own name when it asks. */
export const ruleArn = (name: string): string => arn(`rule/${name}`);
export const archiveArn = (name: string): string => arn(`archive/${name}`);

/** A bus may be given by name or by ARN. */
export const busName = (nameOrArn: unknown): string => {
  const text = String(nameOrArn ?? 'default');
  return text.startsWith('arn:') ? text.slice(text.indexOf('/') + 1) : text;
};
