import { randomUUID } from 'node:crypto';
import { type Access, type Call, NotImplementedLocally, type Reply, type Service } from '../service.ts';
import { addressIn, configurationSetArn, displayNameIn, identityArn, type Mail, sentTo } from './mail.ts';
import { listPage, mailPage, missingPage } from './mail-pages.ts';
import { openMailbox } from './mailbox.ts';
import { identityOf, mailResources, requireConfigurationSet, type Senders } from './resources.ts';
import { mailOf, parseSendEmail, requireVerified } from './send-email.ts';

export interface MailDeps {
  /** Where mails are kept, one JSON file each. */
  readonly folder: string;
  /** @default new Date() */
  readonly now?: () => Date;
}

export interface MailService extends Service {
  /** Answers `/_local/mail`, `/_local/mail/<id>` and `/_local/mail.json`; `undefined` for any other path. */
  pages(request: { method: string; path: string; query: URLSearchParams }): Promise<Reply | undefined>;
  /** Keeps a plain mail that another service sends, such as SNS; nothing is checked. */
  deliver(from: string, to: string, subject: string, text: string): Promise<void>;
  /** Mails so far, newest first. */
  mails(): readonly Mail[];
}

/** SES of the local cloud: mail goes to a page instead of to people. */
export const createMail = ({ folder, now = () => new Date() }: MailDeps): MailService => {
  const senders: Senders = { identities: new Set(), configurationSets: new Set() };
  const mailbox = openMailbox(folder);

  /** Ids sort by time. */
  const postmark = () => {
    const at = now();
    return { id: `${at.getTime().toString(16).padStart(12, '0')}-${randomUUID()}`, at: at.toISOString() };
  };
  const send = async (call: Call): Promise<Reply> => {
    const request = parseSendEmail(await call.json());
    const { id, at } = postmark();
    const mail = mailOf(request, id, at);
    const from = addressIn(mail.from) ?? mail.from;
    requireVerified(from, identityOf(senders, from));
    requireConfigurationSet(senders, request.ConfigurationSetName);
    await mailbox.keep(mail);
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ MessageId: id }) };
  };

  const access = async (call: Call): Promise<readonly Access[]> => {
    requireSendEmail(call);
    const { FromEmailAddress, ConfigurationSetName } = parseSendEmail(await call.json());
    const from = addressIn(FromEmailAddress) ?? FromEmailAddress;
    const name = displayNameIn(FromEmailAddress);
    const context = { 'ses:FromAddress': from, ...(name ? { 'ses:FromDisplayName': name } : {}) };
    const action = 'ses:SendEmail';
    const resources = [
      identityArn(identityOf(senders, from) ?? from),
      ...(ConfigurationSetName ? [configurationSetArn(ConfigurationSetName)] : []),
    ];
    return resources.map((resource) => ({ action, resource, context }));
  };

  return {
    signingNames: ['ses'],
    resources: mailResources(senders),
    access,
    handle: (call) => {
      requireSendEmail(call);
      return send(call);
    },
    deliver: (from, to, subject, text) =>
      mailbox.keep({
        ...postmark(),
        ...{ from, to: [to], cc: [], bcc: [], replyTo: [], subject, text, headers: [], attachments: [] },
      }),
    mails: mailbox.all,
    pages: async ({ method, path, query }) => {
      if (method !== 'GET' && method !== 'HEAD') return undefined;
      const to = query.get('to')?.trim() ?? '';
      const all = mailbox.all();
      const shown = to === '' ? all : all.filter((mail) => sentTo(mail, to));
      if (path === '/_local/mail.json')
        return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(shown) };
      if (path === '/_local/mail' || path === '/_local/mail/') return listPage(all, shown, to);
      const [, id, attachment] = /^\/_local\/mail\/([^/]+)(?:\/attachments\/(\d+))?$/.exec(path) ?? [];
      if (id === undefined) return undefined;
      const mail = mailbox.find(id);
      const attached = attachment === undefined ? undefined : mail?.attachments[Number(attachment)];
      if (!mail || (attachment !== undefined && !attached)) return missingPage();
      return attached ? download(attached) : mailPage(mail);
    },
  };
};

const requireSendEmail = ({ method, path }: Call): void => {
  if (method !== 'POST' || path !== '/v2/email/outbound-emails')
    throw new NotImplementedLocally(`the SES operation ${method} ${path}`);
};

/** Always saved, never shown: what is attached is not trusted in the origin of the local cloud. */
const download = ({ fileName, content }: Mail['attachments'][number]): Reply => ({
  headers: {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    'x-content-type-options': 'nosniff',
  },
  body: Buffer.from(content, 'base64'),
});
