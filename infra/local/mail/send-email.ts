import * as z from 'zod';
import { NotImplementedLocally, REGION, ServiceError } from '../service.ts';
import { addressIn, type Mail, recipientsOf } from './mail.ts';

const part = z.strictObject({ Data: z.string(), Charset: z.string().optional() });
const addresses = z.array(z.string()).default([]);
/** Unless a part of the message says otherwise, mail is ASCII or UTF-8: other charsets would be shown wrongly. */
const utf8 = part.refine(({ Charset = 'UTF-8' }) => /^(utf-?8|us-ascii)$/i.test(Charset), 'only UTF-8 and US-ASCII');

const Request = z.strictObject({
  FromEmailAddress: z.string(),
  Destination: z.strictObject({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }),
  ReplyToAddresses: addresses,
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: utf8,
      Body: z.strictObject({ Text: utf8.optional(), Html: utf8.optional() }),
      Headers: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
      Attachments: z
        .array(
          z.strictObject({
            RawContent: z.base64(),
            FileName: z.string(),
            ContentType: z.string().default('application/octet-stream'),
            ContentDisposition: z.literal('ATTACHMENT').optional(),
            ContentDescription: z.string().optional(),
            ContentTransferEncoding: z.string().optional(),
          }),
        )
        .default([]),
    }),
  }),
});
export type SendEmailRequest = z.output<typeof Request>;

/** @throws NotImplementedLocally for Raw and Template, ServiceError BadRequestException for what is malformed */
export const parseSendEmail = (body: Readonly<Record<string, unknown>>): SendEmailRequest => {
  const { Raw, Template } = (body.Content ?? {}) as Record<string, unknown>;
  if (Raw) throw new NotImplementedLocally('SendEmail with Content.Raw');
  if (Template) throw new NotImplementedLocally('SendEmail with Content.Template');
  const parsed = Request.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ServiceError('BadRequestException', `SendEmail: ${z.prettifyError(parsed.error)}`);
};

/** The mail that a request asks for. @throws ServiceError BadRequestException when an address or the content is wrong */
export const mailOf = (request: SendEmailRequest, id: string, at: string): Mail => {
  const { Simple } = request.Content;
  const { ToAddresses: to, CcAddresses: cc, BccAddresses: bcc } = request.Destination;
  const mail: Mail = {
    id,
    at,
    from: request.FromEmailAddress,
    to,
    cc,
    bcc,
    replyTo: request.ReplyToAddresses,
    subject: Simple.Subject.Data,
    ...(Simple.Body.Text ? { text: Simple.Body.Text.Data } : {}),
    ...(Simple.Body.Html ? { html: Simple.Body.Html.Data } : {}),
    headers: Simple.Headers.map(({ Name, Value }) => ({ name: Name, value: Value })),
    attachments: Simple.Attachments.map(({ FileName, ContentType, RawContent }) => ({
      fileName: FileName,
      contentType: ContentType,
      content: RawContent,
    })),
  };
  requireSendable(mail);
  return mail;
};

const requireSendable = (mail: Mail): void => {
  const bad = (message: string) => new ServiceError('BadRequestException', message);
  const recipients = recipientsOf(mail);
  if (recipients.length === 0) throw bad('At least one recipient is needed.');
  if (recipients.length > 50) throw bad('Recipient count exceeds 50.');
  const wrong = [...recipients, ...mail.replyTo, mail.from].find((one) => addressIn(one) === undefined);
  if (wrong !== undefined) throw bad(`Invalid address: ${wrong}`);
  if (/[\r\n]/.test(mail.subject)) throw bad('The subject must not have line breaks.');
  if (mail.text === undefined && mail.html === undefined) throw bad('The body needs a text or an HTML part.');
};

/** @throws ServiceError MessageRejected unless the address, or its domain, is an identity of the template */
export const requireVerified = (from: string, identity: string | undefined): void => {
  if (identity !== undefined) return;
  throw new ServiceError(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${REGION.toUpperCase()}: ${from}`,
  );
};
