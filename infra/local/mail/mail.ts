import { ACCOUNT, REGION } from '../service.ts';

interface Attachment {
  readonly fileName: string;
  readonly contentType: string;
  /** Base64. */
  readonly content: string;
}

/** One mail as it was sent, and as `/_local/mail.json` gives it. */
export interface Mail {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** As in the message, such as `Slipway <slipway@example.org>`. */
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly Attachment[];
}

/** The bare address in `Name <name@example.org>`, lower-cased; `undefined` when there is none. */
export const addressIn = (mailbox: string): string | undefined => {
  const bare = /<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox;
  return /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(bare.trim()) ? bare.trim().toLowerCase() : undefined;
};

/** The name before the address, without quotes. */
export const displayNameIn = (mailbox: string): string | undefined =>
  /^\s*"?([^"<]*?)"?\s*</.exec(mailbox)?.[1] || undefined;

export const recipientsOf = ({ to, cc, bcc }: Mail): readonly string[] => [...to, ...cc, ...bcc];

export const sentTo = (mail: Mail, address: string): boolean =>
  recipientsOf(mail).some((recipient) => addressIn(recipient) === addressIn(address));

export const identityArn = (identity: string): string => `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${identity}`;
export const configurationSetArn = (name: string): string =>
  `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/${name}`;
