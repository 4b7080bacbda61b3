import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { MailNotSent } from '../notifications/errors.ts';
import type { SendMail } from '../notifications/ports.ts';

/** Sends through SES, without a configuration set: nothing rewrites or tracks the links. */
export const sesMailer =
  (client: SESv2Client, from: string): SendMail =>
  async ({ to, subject, text, html }) => {
    try {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: `Slipway <${from}>`,
          Destination: { ToAddresses: [to] },
          Content: {
            Simple: {
              Subject: { Data: subject, Charset: 'UTF-8' },
              Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
            },
          },
        }),
      );
    } catch (error) {
      throw new MailNotSent(subject, { cause: error });
    }
  };
