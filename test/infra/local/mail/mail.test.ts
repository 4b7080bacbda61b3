import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ListEmailIdentitiesCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMail, type MailService } from '../../../../infra/local/mail/create-mail.ts';
import { anyone, type Served, serve } from '../support/serve.ts';

let folder: string;
let mail: MailService;
let served: Served;
let client: SESv2Client;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-mail-'));
  mail = createMail({ folder, now: () => new Date('2026-03-01T10:00:00Z') });
  await make('AWS::SES::EmailIdentity', 'slipway@example.org', { EmailIdentity: 'slipway@example.org' });
  await make('AWS::SES::EmailIdentity', 'example.net', { EmailIdentity: 'example.net' });
  served = await serve(mail);
  client = new SESv2Client({ endpoint: served.endpoint, ...anyone });
});
afterEach(async () => {
  client.destroy();
  await served.close();
  rmSync(folder, { recursive: true });
});

const make = async (type: string, name: string, properties: Record<string, unknown>) =>
  mail.resources[type]?.create({ logicalId: 'Logical', type, name, properties });

const send = ({ from = 'Slipway <slipway@example.org>', to = 'ada@example.org', subject = 'Decide', more = {} } = {}) =>
  client.send(
    new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: { Data: subject, Charset: 'UTF-8' },
          Body: {
            Text: { Data: 'Look: http://127.0.0.1:8080/approve?a=1&b=2 <now>', Charset: 'UTF-8' },
            Html: { Data: '<p class="x">Grüße <a href="http://127.0.0.1:8080/approve">approve</a></p>' },
          },
          ...more,
        },
      },
    }),
  );

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'sent',
    (error: Error) => `${error.name}: ${error.message}`,
  );

const get = async (url: string) => {
  const { pathname, searchParams } = new URL(url, 'http://local');
  const reply = await mail.pages({ method: 'GET', path: pathname, query: searchParams });
  return { ...reply, body: String(reply?.body) };
};

describe('SendEmail', () => {
  it('keeps the mail, and keeps it across a restart', async () => {
    const { MessageId } = await send();
    const kept = createMail({ folder }).mails();
    expect(kept).toEqual([
      {
        id: MessageId,
        at: '2026-03-01T10:00:00.000Z',
        from: 'Slipway <slipway@example.org>',
        to: ['ada@example.org'],
        cc: [],
        bcc: [],
        replyTo: [],
        subject: 'Decide',
        text: 'Look: http://127.0.0.1:8080/approve?a=1&b=2 <now>',
        html: '<p class="x">Grüße <a href="http://127.0.0.1:8080/approve">approve</a></p>',
        headers: [],
        attachments: [],
      },
    ]);
  });

  it('sends only from an identity of the template, an address or its domain', async () => {
    expect(await refusal(send({ from: 'anybody@example.net' }))).toBe('sent');
    expect(await refusal(send({ from: 'SLIPWAY@example.org' }))).toBe('sent');
    expect(await refusal(send({ from: 'other@example.org' }))).toMatch(/^MessageRejected: .*other@example\.org/);
  });

  it('refuses what SES refuses: no address, no recipient, an unknown configuration set', async () => {
    expect(await refusal(send({ to: 'not an address' }))).toMatch(/^BadRequestException/);
    expect(await refusal(send({ to: 'a@example.org, b@example.org' }))).toMatch(/^BadRequestException/);
    const ConfigurationSetName = 'none';
    const Content = { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } };
    const base = { FromEmailAddress: 'slipway@example.org', Content };
    const Destination = { ToAddresses: ['ada@example.org'] };
    const unknown = new SendEmailCommand({ ...base, Destination, ConfigurationSetName });
    expect(await refusal(client.send(unknown))).toMatch(/^NotFoundException/);
    await make('AWS::SES::ConfigurationSet', 'none', { Name: 'none' });
    expect(await refusal(client.send(unknown))).toBe('sent');
    expect(await refusal(client.send(new SendEmailCommand({ ...base, Destination: {} })))).toMatch(/recipient/);
  });

  it('refuses by name what it does not have', async () => {
    const raw = new SendEmailCommand({ Content: { Raw: { Data: Buffer.from('x') } } });
    expect(await refusal(client.send(raw))).toMatch(/NotImplementedLocally: .*Content\.Raw/);
    expect(await refusal(client.send(new ListEmailIdentitiesCommand()))).toMatch(/POST \/v2\/email\/list-identities/);
    const opens = { ConfigurationSetName: 'set', EventDestination: { MatchingEventTypes: ['OPEN'] } };
    await make('AWS::SES::ConfigurationSet', 'set', { Name: 'set' });
    await expect(make('AWS::SES::ConfigurationSetEventDestination', 'd', opens)).rejects.toThrow(/OPEN/);
  });

  it('needs ses:SendEmail on the identity, with the address it sends from', async () => {
    await send();
    expect(served.accesses).toEqual([
      [
        {
          action: 'ses:SendEmail',
          resource: 'arn:aws:ses:eu-central-1:000000000000:identity/slipway@example.org',
          context: { 'ses:FromAddress': 'slipway@example.org', 'ses:FromDisplayName': 'Slipway' },
        },
      ],
    ]);
  });
});

describe('the mailbox', () => {
  it('says what will come while it is empty', async () => {
    const { body } = await get('/_local/mail');
    expect(body).toContain('No mail yet');
    expect(body).toContain('no mail leaves this machine');
  });

  it('lists mails newest first, confined to a recipient on request', async () => {
    await send({ subject: 'First <b>' });
    await send({ subject: 'Second', to: 'bea@example.org' });
    const { body } = await get('/_local/mail');
    expect(body.indexOf('Second')).toBeLessThan(body.indexOf('First'));
    expect(body).not.toContain('First <b>');
    const some = await get('/_local/mail?to=ada@example.org');
    expect(some.body).toContain('First');
    expect(some.body).not.toContain('>Second<');
    const none = await get('/_local/mail?to=%22%3E%3Cscript%3E');
    expect(none.body).not.toContain('<script>');
    expect(none.body).toContain('Nothing was sent to');
    const json = JSON.parse((await get('/_local/mail.json?to=ADA@example.org')).body);
    expect(json.map((one: { subject: string }) => one.subject)).toEqual(['First <b>']);
  });

  it('shows a mail in a sandbox without scripts, whose links open in place of the page', async () => {
    const { MessageId } = await send();
    const { body, headers } = await get(`/_local/mail/${MessageId}`);
    const sandbox = /sandbox="([^"]*)"/.exec(body)?.[1]?.split(' ');
    expect(sandbox).toContain('allow-top-navigation-by-user-activation');
    expect(sandbox).not.toContain('allow-scripts');
    expect(sandbox).not.toContain('allow-same-origin');
    expect(body).toContain('srcdoc="&#60;base target=&#34;_top&#34;&#62;&#60;p class=&#34;x&#34;&#62;Grüße');
    expect(body).not.toContain('<p class="x">');
    expect(body).toContain('<a href="http://127.0.0.1:8080/approve?a=1&#38;b=2">');
    expect(body).toContain('&#60;now&#62;');
    expect(headers?.['content-security-policy']).toContain("default-src 'none'");
  });

  it('gives attachments for saving, never for showing', async () => {
    const Attachments = [{ FileName: 'a "b".html', ContentType: 'text/html', RawContent: Buffer.from('<p>hi') }];
    const { MessageId } = await send({ more: { Attachments } });
    const reply = await get(`/_local/mail/${MessageId}/attachments/0`);
    expect(reply.body).toBe('<p>hi');
    expect(reply.headers?.['content-type']).toBe('application/octet-stream');
    expect(reply.headers?.['content-disposition']).toBe("attachment; filename*=UTF-8''a%20%22b%22.html");
  });

  it('helps when a mail is not there, and leaves other paths alone', async () => {
    expect((await get('/_local/mail/none')).status).toBe(404);
    expect(await mail.pages({ method: 'GET', path: '/_local/other', query: new URLSearchParams() })).toBeUndefined();
  });
});
