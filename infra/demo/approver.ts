import { setTimeout as pause } from 'node:timers/promises';
import { httpVisitor } from './http-visitor.ts';

interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** The newest mail to somebody whose subject or text has a word, as it lies in the mailbox. Waits for it a little. */
export const waitForMail = async (mailbox: string, to: string, word: string, seconds = 20): Promise<Mail> => {
  for (let i = 0; i < seconds * 4; i++) {
    const mails = (await (await fetch(`${mailbox}.json`)).json()) as readonly Mail[];
    const found = mails.find((mail) => mail.to.includes(to) && `${mail.subject}\n${mail.text}`.includes(word));
    if (found) return found;
    await pause(250);
  }
  throw new Error(`no mail with "${word}" reached ${to} within ${seconds} seconds`);
};

export interface Decision {
  readonly mailbox: string;
  /** Address the request was mailed to, and the persona to sign in as. */
  readonly address: string;
  readonly persona: string;
  readonly model: string;
  /** Words by which the right mail is known. */
  readonly version: string;
  readonly decision: 'approve' | 'decline';
  readonly comment: string;
}

/**
 * Does what an approver does, over the real pages' HTTP and by no other way: opens the mail, follows its link, signs in
 * at the identity provider, reads the page, types the model's name and presses the button. Answers the page that follows.
 */
export const decideByMail = async ({
  mailbox,
  address,
  persona,
  model,
  version,
  decision,
  comment,
}: Decision): Promise<string> => {
  const mail = await waitForMail(mailbox, address, version);
  const link = /https?:\/\/\S+\/r\/[A-Za-z0-9_-]{22}/.exec(mail.text)?.[0];
  if (!link) throw new Error('the mail has no link to a request');
  const visitor = httpVisitor();
  const signIn = await visitor.get(link);
  const evidence = await visitor.submit(signIn, { persona });
  if (!evidence.text.includes('Your decision'))
    throw new Error(`after signing in there is no form to decide with: ${evidence.status} ${wordsOf(evidence.text)}`);
  const after = await visitor.submit(evidence, { name: model, comment, decision });
  if (after.status >= 400) throw new Error(`the decision was not taken: ${after.status} ${wordsOf(after.text)}`);
  return after.text;
};

/** What a page says, without its markup. */
const wordsOf = (page: string): string =>
  page
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 400);
