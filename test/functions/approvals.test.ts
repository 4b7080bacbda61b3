import { describe, expect, it } from 'vitest';
import { keptUnder } from '../../shared/approval/session.ts';
import { decisionProblem } from '../../shared/approval/statement.ts';
import { watchingOf } from '../../shared/assurance/watching.ts';
import { aPolicy, aSession, aVersion, later, NOW, REQUEST_ID, TASK_TOKEN } from '../support/approval.ts';
import { anApprovalWorld, SITE } from './approvals.world.ts';
import { thePolicy } from './release.world.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('what an approver is shown of the watching to come', () => {
  it('is the policy’s limits and what the team set for itself, as the bound evaluation says', async () => {
    const tier = thePolicy({ driftBounds: { psi: { least: 0.05, most: 0.25 } } }).tiers.medium;
    const watching = watchingOf({ monitoring: { schedule: 'rate(1 hour)', drift: { psi: 0.2 } } }, tier);
    const world = await anApprovalWorld({ evidence: { watching } });
    const { body } = await world.get({ as: 'rosa' });

    expect(body).toContain('How it will be watched once it is live');
    expect(body).toContain('The team set 1 limit of its own');
    expect(body).toContain('looser: more passes');
  });
});

describe('looking at a request', () => {
  it('X-01 a thousand looks without a session lead to sign-in and leave it decidable', async () => {
    const world = await anApprovalWorld();
    const before = await world.current();

    for (let i = 0; i < 1000; i += 1) {
      const answer = await world.get({ method: i % 2 === 0 ? 'GET' : 'HEAD' });
      expect(answer).toMatchObject({ status: 303, headers: { location: `/sign-in?next=%2Fr%2F${REQUEST_ID}` } });
    }

    expect(await world.current()).toEqual(before);
    expect((await world.post('rosa')).status).toBe(303);
  });

  it('X-02 nothing that a scanner meets without a session can decide', async () => {
    const world = await anApprovalWorld();
    const { body } = await world.get();
    expect(body ?? '').not.toContain('<form');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get'])('X-05 %s is answered with 405', async (method) => {
    const world = await anApprovalWorld();
    expect((await world.get({ as: 'rosa', method })).status).toBe(405);
    expect((await world.current()).status).toBe('pending');
  });

  it('X-05 a GET that says it is a decision is a look', async () => {
    const world = await anApprovalWorld();
    const query = new URLSearchParams('decision=approve&_method=POST&name=credit-risk');

    const answer = await world.get({ as: 'rosa', query, headers: { 'x-http-method-override': 'POST' } });

    expect(answer.status).toBe(200);
    expect((await world.current()).votes).toEqual([]);
  });

  it.each([
    'A'.repeat(22),
    REQUEST_ID.slice(0, -1),
    `${REQUEST_ID}x`,
    REQUEST_ID.toUpperCase(),
    `${REQUEST_ID}%00`,
    `${REQUEST_ID}\0`,
    '../../etc/passwd',
    "x' OR '1'='1",
    '#;%2f',
    'x'.repeat(1_000_000),
    '',
  ])('X-17, X-19 an id that is not one gets the answer of an unknown id', async (id) => {
    const world = await anApprovalWorld();
    const unknown = await world.get({ as: 'rosa', params: { id: 'B'.repeat(22) } });
    expect(await world.get({ as: 'rosa', params: { id } })).toEqual(unknown);
    expect(unknown.status).toBe(404);
  });

  it('X-18, X-26 a person it does not concern gets the answer of an unknown id', async () => {
    const world = await anApprovalWorld();
    const unknown = await world.get({ as: 'otto', params: { id: 'B'.repeat(22) } });
    expect(await world.get({ as: 'otto' })).toEqual(unknown);
  });

  it('shows the approver all there is to decide on, and a form', async () => {
    const world = await anApprovalWorld();
    const { status, body = '' } = await world.get({ as: 'rosa' });
    expect(status).toBe(200);
    expect(body).toContain('credit-risk 1.4.0 asks to go live');
    expect(body).toContain('It passes every gate and beats the version now live on the same 4,000 loans.');
    expect(body).toContain(`sha256 ${world.version.files.model.sha256}`);
    expect(body).toContain('value="approve"');
    expect(body).not.toContain('<script');
    expect(body).not.toContain('autofocus');
  });

  it('shows the asking team the same without a form', async () => {
    const world = await anApprovalWorld();
    const { body = '' } = await world.get({ as: 'ada' });
    expect(body).toContain('You belong to the team that asks');
    expect(body).not.toContain('value="approve"');
  });

  it('asks for a fresh sign-in when the last one is old', async () => {
    const world = await anApprovalWorld();
    world.state.now = later(600);
    const { body = '' } = await world.get({ as: 'rosa' });
    expect(body).toContain('Sign in again to decide');
    expect(body).not.toContain('value="approve"');
  });

  it('answers 410 once the time is over', async () => {
    const world = await anApprovalWorld();
    await world.sessions.save(
      keptUnder('session', world.cookieOf('rosa')),
      aSession('rosa', { expiresAt: later(90 * 3600).getTime() / 1000 }),
    );
    world.state.now = later(73 * 3600);
    const answer = await world.get({ as: 'rosa' });
    expect(answer.status).toBe(410);
    expect(answer.body).toContain('is over');
  });

  it('X-50 a session that ended, or was removed, shows nothing', async () => {
    const world = await anApprovalWorld();
    await world.sessions.remove(keptUnder('session', world.cookieOf('rosa')));
    expect((await world.get({ as: 'rosa' })).status).toBe(303);
    world.state.now = later(9 * 3600);
    expect((await world.get({ as: 'tom' })).status).toBe(303);
  });

  it('X-42 escapes what strangers wrote', async () => {
    const purpose = '<script>alert(1)</script> "quoted" https://evil.example \u202Eesrever';
    const owner = '"><img src=x onerror=alert(1)>@example.com';
    const world = await anApprovalWorld({ evidence: { purpose, owner, sentence: purpose } });
    const { body = '' } = await world.get({ as: 'rosa' });
    expect(body).toContain('&#60;script&#62;alert(1)');
    expect(body).not.toMatch(/<script|<img|\u202E|href="https/);
  });
});

describe('deciding', () => {
  it('records the decision, its audit record and its signature, and wakes the machine with ids only', async () => {
    const world = await anApprovalWorld();

    const answer = await world.post('rosa', { comment: 'Good work.' });

    expect(answer).toEqual({ status: 303, headers: { location: `/r/${REQUEST_ID}` } });
    const request = await world.current();
    expect(request).toMatchObject({ status: 'decided', outcome: 'approve', deliveredAt: NOW.toISOString() });
    expect(request.taskToken).toBeUndefined();
    expect(await decisionProblem(request, world.version, world.key.verify)).toBeUndefined();
    expect(world.woken).toEqual([{ taskToken: TASK_TOKEN, requestId: REQUEST_ID }]);
    expect(world.registry.records).toMatchObject([
      {
        type: 'approval.decided',
        actor: { kind: 'person', id: 'rosa', assurance: 'oidc' },
        reason: { code: 'approve', text: 'Good work.' },
        refs: { requestId: REQUEST_ID, network: '203.0.113.0/24' },
      },
    ]);
    expect((await world.get({ as: 'tom' })).body).toContain('Rosa Klein approved it');
  });

  it('X-24 keeps token, session and form token out of answers and records', async () => {
    const world = await anApprovalWorld();
    const answers = [
      await world.post('rosa', { name: 'wrong' }),
      await world.post('rosa'),
      await world.get({ as: 'rosa' }),
    ];
    const { csrf } = await world.fields('rosa');
    expect(JSON.stringify(answers)).not.toContain(TASK_TOKEN);
    expect(JSON.stringify(answers)).not.toContain(world.cookieOf('rosa'));
    const records = JSON.stringify(world.registry.records);
    for (const secret of [TASK_TOKEN, world.cookieOf('rosa'), csrf, aSession('rosa').csrf, '@example.com'])
      expect(records).not.toContain(secret);
  });

  it('X-04 without a session nothing is decided', async () => {
    const world = await anApprovalWorld();
    expect((await world.post(undefined)).status).toBe(401);
    expect((await world.current()).votes).toEqual([]);
  });

  it('X-06, X-07 a replay answers what is on record, the other decision a conflict', async () => {
    const world = await anApprovalWorld();
    const first = await world.fields('rosa');
    await world.post('rosa', first);

    const same = await world.post('rosa', first);
    const other = await world.post('rosa', { ...first, decision: 'decline', comment: 'No.' });

    expect(same.status).toBe(200);
    expect(same.body).toContain('was approved');
    expect(other.status).toBe(409);
    expect(world.woken).toHaveLength(1);
    expect(world.registry.records.map(({ type }) => type)).toEqual(['approval.decided', 'approval.attempt-refused']);
  });

  it('X-08 fifty identical forms at once make one decision, one record, one callback', async () => {
    const world = await anApprovalWorld();
    const fields = await world.fields('rosa');

    await Promise.all(Array.from({ length: 50 }, () => world.post('rosa', fields)));

    expect((await world.current()).votes).toHaveLength(1);
    expect(world.woken).toHaveLength(1);
    expect(world.registry.records.map(({ type }) => type)).toEqual(['approval.decided']);
  });

  it('X-09 of two people at the same instant one decides, the other sees who', async () => {
    const world = await anApprovalWorld();
    const answers = await Promise.all([
      world.post('rosa'),
      world.post('tom', { decision: 'decline', comment: 'Not yet.' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatch(/Rosa Klein approved it|Tom Berg declined it/);
    expect((await world.current()).votes).toHaveLength(1);
  });

  it('X-32 needs two people where the tier says so, and tells the second what the first said', async () => {
    const world = await anApprovalWorld({ request: { quorum: 2 } });

    await world.post('rosa', { comment: 'Calibration checked.' });
    expect((await world.current()).status).toBe('pending');
    expect(world.woken).toEqual([]);
    expect((await world.get({ as: 'tom' })).body).toContain('Calibration checked.');
    await world.post('tom');

    expect((await world.current()).status).toBe('decided');
    expect(world.registry.records.map(({ type }) => type)).toEqual(['approval.counted', 'approval.decided']);
  });

  it('A-28 an approval written into the table by hand does not count for the quorum', async () => {
    const world = await anApprovalWorld({ request: { quorum: 2 } });
    const forged = {
      subject: 'mina',
      name: 'Mina Sato',
      at: NOW.toISOString(),
      decision: 'approve' as const,
      comment: '',
    };
    world.approvals.tamper({ ...(await world.current()), votes: [forged] });

    await expect(world.post('rosa')).rejects.toThrow('it is not signed');
    expect((await world.current()).status).toBe('pending');
  });

  it.each([
    ['default', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['no-referrer', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
    ['sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
    ['same origin said, null sent', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 403],
    ['nothing said', {}, 403],
    ['sibling sub-domain', { origin: 'https://evil.approve.example', 'sec-fetch-site': 'same-site' }, 403],
    ['two origins', { origin: `${SITE}, https://evil.example`, 'sec-fetch-site': 'same-origin' }, 403],
    ['old browser, our origin', { origin: SITE }, 303],
  ])('X-33, X-34 a form with headers of %s is answered as it must be', async (_what, headers, status) => {
    const world = await anApprovalWorld();
    expect((await world.post('rosa', {}, { headers: { ...form, ...headers } })).status).toBe(status);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/json', undefined])(
    'X-33 a body of type %s is refused',
    async (type) => {
      const world = await anApprovalWorld();
      const headers = { origin: SITE, 'sec-fetch-site': 'same-origin', 'content-type': type };
      expect((await world.post('rosa', {}, { headers })).status).toBe(415);
    },
  );

  it.each([
    ['another session', { csrf: 'stolen' }],
    ['empty', { csrf: '' }],
  ])('X-35 a form token that is of %s is refused', async (_what, change) => {
    const world = await anApprovalWorld();
    expect((await world.post('rosa', change)).status).toBe(403);
    expect((await world.current()).votes).toEqual([]);
  });

  it('X-35 a form token of another person, absent or twice is refused', async () => {
    const world = await anApprovalWorld();
    const fields = new URLSearchParams(await world.fields('rosa'));
    const others = (await world.fields('tom')).csrf;
    const twice = `${fields}&csrf=${fields.get('csrf')}`;
    expect((await world.post('rosa', { csrf: others })).status).toBe(403);
    expect((await world.post('rosa', twice)).status).toBe(403);
    fields.delete('csrf');
    expect((await world.post('rosa', fields.toString())).status).toBe(403);
  });

  it.each(['decision=decline&', 'admin=true&', '__proto__=x&'])(
    'X-40 a form with "%s" added is refused',
    async (extra) => {
      const world = await anApprovalWorld();
      const fields = new URLSearchParams(await world.fields('rosa'));
      expect((await world.post('rosa', extra + fields)).status).toBe(400);
      expect((await world.current()).votes).toEqual([]);
    },
  );

  it.each(['Approve', 'approve ', 'ａpprove', '', '__proto__', 'reject'])(
    'X-40 "%s" is no decision',
    async (decision) => {
      const world = await anApprovalWorld();
      expect((await world.post('rosa', { decision })).status).toBe(400);
    },
  );

  it('X-41 a body that is too large, not UTF-8, empty or compressed is refused', async () => {
    const world = await anApprovalWorld();
    const headers = { ...form, origin: SITE, 'sec-fetch-site': 'same-origin' };
    expect((await world.post('rosa', 'a'.repeat(10_000_000))).status).toBe(413);
    expect((await world.post('rosa', 'a=1&'.repeat(2000))).status).toBe(403);
    expect((await world.post('rosa', 'x', { body: undefined })).status).toBe(400);
    expect((await world.post('rosa', '')).status).toBe(403);
    expect((await world.post('rosa', {}, { headers: { ...headers, 'content-encoding': 'gzip' } })).status).toBe(415);
  });

  it.each([
    ['X-28', 'grace', 'self-approval', 403],
    ['X-30', 'ada', 'self-approval', 403],
    ['X-26', 'otto', 'not-for-you', 404],
  ])('%s %s is refused as %s, on record and without input', async (_number, subject, code, status) => {
    const world = await anApprovalWorld();
    expect((await world.post(subject, { comment: 'CANARY comment' })).status).toBe(status);
    expect(world.registry.records).toMatchObject([
      { type: 'approval.attempt-refused', actor: { id: subject }, reason: { code } },
    ]);
    expect(JSON.stringify(world.registry.records)).not.toContain('CANARY');
  });

  it('X-31 somebody removed from the group between look and decision is told so', async () => {
    const world = await anApprovalWorld();
    expect((await world.get({ as: 'rosa' })).body).toContain('value="approve"');
    world.state.policy = aPolicy({ groups: { 'model-risk': ['mina'], business: ['tom'] } });
    const answer = await world.post('rosa');
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('no longer in a group');
  });

  it('X-12 says that a newer version came in', async () => {
    const world = await anApprovalWorld();
    world.registry.seed(aVersion({ version: '1.5.0', receivedAt: '2026-11-23T09:00:00.000Z', state: 'staged' }));
    const answer = await world.post('rosa');
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('A newer version came in');
  });

  it('keeps what was typed when the name was wrong', async () => {
    const world = await anApprovalWorld();
    const answer = await world.post('rosa', { name: 'credit', comment: 'Looks <good>' });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('type the model&#39;s name exactly');
    expect(answer.body).toContain('Looks &#60;good&#62;');
  });

  it('X-49 holds up whoever tries too often, and nobody else', async () => {
    const world = await anApprovalWorld();
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await world.post('rosa', { name: `guess ${i}` })).status);
    expect(statuses.slice(0, 10).every((status) => status === 400)).toBe(true);
    expect(statuses.slice(10)).toEqual([429, 429]);
    expect((await world.post('tom')).status).toBe(303);
  });

  it('X-46 a decision stands when the machine cannot be told now', async () => {
    const world = await anApprovalWorld();
    world.state.completeTask = async () => {
      throw new Error('Step Functions is away');
    };
    expect((await world.post('rosa')).status).toBe(303);
    expect(await world.approvals.undelivered()).toHaveLength(1);
    expect((await world.current()).taskToken).toBe(TASK_TOKEN);
  });

  it('X-47 a machine that is gone makes the decision undeliverable', async () => {
    const world = await anApprovalWorld();
    world.state.completeTask = async () => 'closed';
    await world.post('rosa');
    expect(await world.current()).toMatchObject({ undeliverableAt: NOW.toISOString() });
    expect(await world.approvals.undelivered()).toEqual([]);
  });
});
