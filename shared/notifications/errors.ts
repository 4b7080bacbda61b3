import { AppError } from '../kernel/errors.ts';

/** The mail service did not take a mail. The address stays out of the message: it is personal. */
export class MailNotSent extends AppError {
  override readonly name = 'MailNotSent';
  constructor(subject: string, options?: ErrorOptions) {
    super(`the mail "${subject}" was not taken`, { subject }, options);
  }
}
