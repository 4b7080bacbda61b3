import { MailNotSent } from './errors.ts';
import type { Mail, SendMail } from './ports.ts';

/**
 * Sends the mails one by one; one address that does not work keeps nobody else from being asked.
 * @throws MailNotSent when fewer than `enough` were taken, so that a retry tries again
 */
export const sendAll = async (sendMail: SendMail, mails: readonly Mail[], enough: number): Promise<void> => {
  let taken = 0;
  let lastFailure: unknown;
  for (const mail of mails) {
    try {
      await sendMail(mail);
      taken += 1;
    } catch (error) {
      lastFailure = error;
    }
  }
  if (taken < enough) throw new MailNotSent(mails[0]?.subject ?? 'no mail', { cause: lastFailure });
};
