/** One mail to one person. Both parts say the same. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Sends a mail.
 * @throws MailNotSent
 */
export type SendMail = (mail: Mail) => Promise<void>;
