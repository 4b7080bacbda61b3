import { describe, expect, it } from 'vitest';
import { watchingOf } from '../../shared/assurance/watching.ts';
import { aPolicy, NOW, REQUEST_ID } from '../support/approval.ts';
import { anEvidence } from '../support/evidence.ts';
import { aValidationReport } from '../support/validation.ts';
import { aFlow, SITE } from './approval-flow.world.ts';
import { theManifest, thePolicy } from './release.world.ts';

describe('asking for approval', () => {
  it('tells in the mail what came through the gate by review only (S-23)', async () => {
    const flow = aFlow();
    const answered = { reason: 'Read line by line', owner: 'rosa@example.com' };
    flow.state.validation = aValidationReport({
      code: { digest: 'd'.repeat(64), files: 2, bytes: 90, approved: true, ...answered },
    });
    await flow.request();

    expect((await flow.current()).exceptions).toHaveLength(1);
    for (const { text, html } of flow.mails)
      for (const part of [text, html]) {
        expect(part).toContain('d'.repeat(64));
        expect(part).toContain('answers for it: Read line by line');
      }
  });

  it('tells in the mail how the version will be watched, and which limits its team set for itself', async () => {
    const flow = aFlow();
    const { monitoring } = theManifest({ monitoring: { schedule: 'rate(6 hours)', drift: { psi: 0.2 } } });
    const tier = thePolicy({ driftBounds: { psi: { least: 0.05, most: 0.25 } }, onDrift: 'rollback' }).tiers.medium;
    flow.state.evaluation = anEvidence({ watching: watchingOf({ monitoring }, tier) });
    await flow.request();

    expect((await flow.current()).watching).toHaveLength(3);
    for (const { text, html } of flow.mails)
      for (const part of [text, html]) {
        expect(part).toContain('compared every 6 hours with the rows it was released on');
        expect(part).toContain('Then the version before it serves again, without anybody being asked first');
        expect(part).toContain('(PSI): 0.2 in place of 0.1, looser');
      }
  });

  it('moves the version, stores the request, and mails everybody who may decide, once', async () => {
    const flow = aFlow();

    expect(await flow.request()).toEqual({ requestId: REQUEST_ID });

    expect(await flow.stateOf()).toBe('awaiting-approval');
    expect(await flow.current()).toMatchObject({ status: 'pending', quorum: 1, mailedAt: NOW.toISOString() });
    expect(flow.mails.map(({ to }) => to)).toEqual(['rosa@example.com', 'mina@example.com', 'tom@example.com']);
    expect(flow.registry.records.map(({ type }) => type)).toEqual(['model.awaiting-approval']);
  });

  it('A-24 finds the same request again, takes the new token, and mails nobody twice', async () => {
    const flow = aFlow();
    await flow.request('token-1');

    expect(await flow.request('token-2')).toEqual({ requestId: REQUEST_ID });

    expect((await flow.current()).taskToken).toBe('token-2');
    expect(flow.mails).toHaveLength(3);
    expect(flow.registry.records).toHaveLength(1);
  });

  it('mails when the first try broke off before anybody was mailed', async () => {
    const flow = aFlow();
    flow.state.mailFails = () => true;
    await expect(flow.request()).rejects.toMatchObject({ name: 'MailNotSent' });
    flow.state.mailFails = () => false;

    await flow.request('token-2');

    expect(flow.mails).toHaveLength(3);
  });

  it('X-47 hands a decision that was made meanwhile to the sweep, for the new token', async () => {
    const flow = aFlow();
    await flow.request('token-1');
    await flow.vote('rosa');

    await flow.request('token-2');
    await flow.sweep();

    expect(flow.woken).toEqual(['token-2']);
  });

  it('asks the others when one address bounces', async () => {
    const flow = aFlow();
    flow.state.mailFails = (to) => to.startsWith('rosa');
    await flow.request();
    expect(flow.mails.map(({ to }) => to)).toEqual(['mina@example.com', 'tom@example.com']);
  });

  it('X-52 stops by name when nobody could decide', async () => {
    const flow = aFlow();
    flow.state.policy = aPolicy({ groups: { 'model-risk': ['ada'], business: ['grace'] } });
    await expect(flow.request()).rejects.toMatchObject({ name: 'NoApproverReachable' });
    expect(await flow.stateOf()).toBe('evaluated');
  });

  it('X-48 asks nobody about a version that was refused or not evaluated', async () => {
    await expect(aFlow({ state: 'refused' }).request()).rejects.toMatchObject({ name: 'MoveNotAllowed' });
    await expect(aFlow({ evidence: {} }).request()).rejects.toMatchObject({ name: 'MoveNotAllowed' });
  });
});

describe('the mail that asks', () => {
  const theMail = async (purpose = 'Probability that a loan defaults within a year') => {
    const flow = aFlow({ purpose });
    await flow.request();
    const [mail] = flow.mails;
    if (!mail) throw new Error('no mail');
    return { mail, request: await flow.current() };
  };

  it('says who asks, for what, which bytes, until when, and what to do when it was not expected', async () => {
    const { mail, request } = await theMail();
    expect(mail.subject).toBe('credit-risk 1.4.0 asks to go live: please decide');
    for (const said of [
      'Hello Rosa Klein,',
      'Grace Lind of the lending team sent it in.',
      `${SITE}/r/${REQUEST_ID}`,
      `SHA-256 ${request.bound.artefact.slice(0, 12)}`,
      'Decide before: Thursday 26 November, 09:14 UTC',
      'Still needed: 1 person of model-risk or business',
      'On record as: no. 1, ',
      'If you did not expect this, decline it.',
    ])
      expect(mail.text).toContain(said);
  });

  it('says the same in both parts', async () => {
    const { mail } = await theMail('A <b>bold</b> claim & "more"');
    const words = (text: string) => text.split(/[\s-]+/).filter((word) => word !== '');
    const shown = (mail.html.split('<body')[1] ?? '')
      .replace(/^[^>]*>/, '')
      .replace(/<br>|<\/(p|li|td|tr)>/g, ' ')
      .replace(/<[^>]+>/g, '')
      .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    expect(words(shown)).toEqual(words(mail.text));
  });

  it('A-01 holds one link, with the opaque id and nothing else, and no secret', async () => {
    const { mail } = await theMail();
    expect(mail.html.match(/href="[^"]*"/g)).toEqual([`href="${SITE}/r/${REQUEST_ID}"`]);
    expect(mail.text + mail.html).not.toContain('token-1');
    expect(mail.text.match(/https?:\/\/\S+/g)).toEqual([`${SITE}/r/${REQUEST_ID}`]);
  });

  it('X-42 makes nothing clickable that the uploader wrote', async () => {
    const evil =
      'Click https://evil.example/approve or www.evil.example \r\nBcc: all@evil.example \u202E<a href="x">here</a>';
    const { mail } = await theMail(evil);
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.text).not.toMatch(/https:\/\/evil|www\.evil|\nBcc|\u202E/);
    expect(mail.html).not.toContain('<a href="x">');
    expect(mail.html.match(/<a /g)).toHaveLength(1);
  });
});
