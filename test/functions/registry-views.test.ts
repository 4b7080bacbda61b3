import { describe, expect, it } from 'vitest';
import { createAnnounce } from '../../functions/announce/announce.ts';
import { createRegistryApi } from '../../functions/registry-api/registry-api.ts';
import { createRegistryPages } from '../../functions/registry-pages/registry-pages.ts';
import { createReport } from '../../functions/report/report.ts';
import { keptUnder, SESSION_COOKIE } from '../../shared/approval/session.ts';
import { extend, genesis } from '../../shared/audit/chain.ts';
import type { AuditTrail } from '../../shared/audit/ports.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';
import { aPolicy, aSession, later, NOW } from '../support/approval.ts';
import { aDraft, aHealth, aModelVersion, aRefusedSubmission } from '../support/builders.ts';
import { memoryDocuments } from '../support/memory/documents.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';
import { type MemoryPolicies, memoryPolicies } from '../support/memory/policies.ts';
import { memorySessions } from '../support/memory/sessions.ts';
import { aValidationReport } from '../support/validation.ts';

const version = aModelVersion({ state: 'live' });
const params = { team: 'lending', model: 'credit-risk' };
const cookie = 'rosa'.padEnd(43, '0');
const request = (path: string, over: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  path,
  query: new URLSearchParams(),
  headers: {},
  cookies: { [SESSION_COOKIE]: cookie },
  params: {},
  body: '',
  bodyBytes: 0,
  sourceIp: '203.0.113.7',
  ...over,
});

const aRegistry = async () => {
  const registry = memoryRegistry();
  const received = aDraft(version, '', { type: 'model.received', from: '', to: 'received' });
  await registry.commit([{ kind: 'register', version }], [received]);
  await registry.commit(
    [{ kind: 'save-health', health: aHealth() }],
    [aDraft(version, 'live', { type: 'monitor.verdict', eventId: '1'.repeat(64) })],
  );
  await registry.commit(
    [{ kind: 'refuse-submission', submission: aRefusedSubmission() }],
    [aDraft(version, '', { type: 'submission.refused', from: '', to: '', eventId: '2'.repeat(64) })],
  );
  return registry;
};

describe('announcing the record', () => {
  const records = extend(
    genesis('lending#credit-risk'),
    Array.from({ length: 3 }, (_, n) => aDraft(version, '', { eventId: String(n).repeat(64) })),
  );

  it('publishes each record and counts it', async () => {
    const counted: string[] = [];
    const announce = createAnnounce({
      publish: async () => [],
      emit: (_metrics, { Type }) => void counted.push(String(Type)),
    });

    expect(await announce(records)).toEqual([]);
    expect(counted).toEqual(['model.live', 'model.live', 'model.live']);
  });

  it('gives back those that were not taken, to be delivered again, and does not count them (R-22)', async () => {
    const counted: string[] = [];
    const announce = createAnnounce({
      publish: async () => [1],
      emit: (_metrics, { Type }) => void counted.push(String(Type)),
    });

    expect(await announce(records)).toEqual([records[1]]);
    expect(counted).toHaveLength(2);
  });

  it('passes on a fault of the bus, so that the whole batch comes again', async () => {
    const announce = createAnnounce({ publish: () => Promise.reject(new Error('away')), emit: () => {} });

    await expect(announce(records)).rejects.toThrow('away');
  });
});

describe('the registry as JSON', () => {
  const ask = async (path: string, over: Partial<HttpRequest> = {}) => {
    const registry = await aRegistry();
    const { status, body = '' } = await createRegistryApi({ registry, trail: registry, clock: () => NOW })(
      request(path, over),
    );
    return { status, body: JSON.parse(body) as Record<string, unknown> };
  };

  it('gives the fleet, a model, its versions, its record and the report', async () => {
    expect(await ask('/api/models')).toMatchObject({
      status: 200,
      body: { versions: [{ version: '1.4.0' }], health: [{}], refused: [{}] },
    });
    expect(await ask('/api/models/lending/credit-risk', { params })).toMatchObject({
      status: 200,
      body: { ...params, health: { verdict: 'stable' } },
    });
    expect(await ask('/api/models/lending/credit-risk/versions', { params })).toMatchObject({
      body: { versions: [{ state: 'live' }] },
    });
    expect(await ask('/api/audit/lending/credit-risk', { params })).toMatchObject({
      body: { records: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] },
    });
    expect(await ask('/api/report')).toMatchObject({ body: { sentence: expect.stringContaining('1 model is live') } });
  });

  it.each([
    ['/api/models/lending/unknown', { team: 'lending', model: 'unknown' }],
    ['/api/audit/lending/unknown', { team: 'lending', model: 'unknown' }],
    ['/api/models/../..', { team: '..', model: '..' }],
    ['/api/nothing', {}],
  ])('has nothing at %s, and says so', async (path, given) => {
    expect(await ask(path, { params: given })).toMatchObject({ status: 404, body: { message: expect.any(String) } });
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('is only read: %s is refused', async (method) => {
    expect((await ask('/api/models', { method })).status).toBe(405);
  });
});

describe('the registry pages', () => {
  interface Given {
    readonly change?: (records: readonly unknown[]) => readonly unknown[];
    readonly policies?: MemoryPolicies;
  }
  const pages = async ({ change = (records) => records, policies = memoryPolicies(aPolicy()) }: Given = {}) => {
    const registry = await aRegistry();
    const trail: AuditTrail = { chain: async (name) => change(await registry.chain(name)) };
    const sessions = memorySessions();
    await sessions.save(keptUnder('session', cookie), aSession('rosa'));
    const evidence = memoryDocuments();
    const state = { now: NOW };
    const show = createRegistryPages({ sessions, registry, trail, evidence, policies, clock: () => state.now });
    return { show, registry, evidence, policies, state };
  };

  it('show the fleet and a model to somebody who signed in', async () => {
    const { show } = await pages();

    expect(await show(request('/'))).toMatchObject({
      status: 200,
      body: expect.stringContaining('signed in as Rosa Klein'),
    });
    expect(await show(request('/models/lending/credit-risk', { params }))).toMatchObject({
      status: 200,
      body: expect.stringContaining('Version 1.4.0 is live'),
    });
  });

  it('send everybody else to the sign-in, and back to where they wanted to go', async () => {
    const { show, state } = await pages();
    const stranger = await show(request('/models/lending/credit-risk', { cookies: {}, params }));

    expect(stranger).toEqual({ status: 303, headers: { location: '/sign-in?next=%2Fmodels%2Flending%2Fcredit-risk' } });
    state.now = later(9 * 3600);
    expect((await show(request('/'))).status).toBe(303);
  });

  it('show a version with everything the gate found and saw, and say of others that there is nothing', async () => {
    const { show, registry, evidence } = await pages();
    const finding = { path: 'model.tar.gz: model.pkl, byte 7', code: 'pickle-global', message: 'it would import <os>' };
    const validation = await evidence.keepJson(aValidationReport({}, [finding]));
    registry.seed(aModelVersion({ state: 'refused', version: '2.0.0', evidence: { validation } }));
    const ask = (version: string) =>
      show(request(`/models/lending/credit-risk/${version}`, { params: { ...params, version } }));
    const refused = await ask('2.0.0');

    expect(refused).toMatchObject({ status: 200, body: expect.stringContaining('It was refused for one reason') });
    expect(refused.body).toContain('it would import &#60;os&#62;');
    expect(refused.body).toContain('What the gate saw in the files');
    expect((await ask('1.4.0')).body).toContain('waits for the gate');
    for (const strange of ['9.9.9', 'latest', '../1.4.0']) expect((await ask(strange)).status).toBe(404);
  });

  it('are only read', async () => {
    expect((await (await pages()).show(request('/', { method: 'POST' }))).status).toBe(405);
  });

  it('say in a page that there is nothing at an address nobody knows, and in JSON to programs', async () => {
    const { show } = await pages();
    const stranger = { cookies: {} };

    for (const path of ['/nothing', '/favicon.ico', '/model', '/style.css'])
      expect(await show(request(path, stranger)), path).toMatchObject({
        status: 404,
        body: expect.stringContaining('There is nothing here for you'),
      });
    expect(await show(request('/nothing', { ...stranger, method: 'POST' }))).toMatchObject({ status: 404 });
    expect(await show(request('/api/nothing', stranger))).toEqual({
      status: 404,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"not-found","message":"There is nothing at /api/nothing."}',
    });
  });

  it('call people by the names in the policy, and strangers by their address', async () => {
    const { show, policies } = await pages();
    const policy = aPolicy();
    policies.apply({
      ...policy,
      people: [...policy.people, { subject: 'ada', name: 'Ada Obi', email: version.owner }],
    });
    const fleet = await show(request('/'));
    const model = await show(request('/models/lending/credit-risk', { params }));

    for (const { body } of [fleet, model]) expect(body).toContain(`<a href="mailto:${version.owner}">Ada Obi</a>`);
  });

  it('do without names where no policy can be read', async () => {
    const { show } = await pages({ policies: memoryPolicies() });

    expect((await show(request('/'))).body).toContain(`<a href="mailto:${version.owner}">${version.owner}</a>`);
  });

  it('show what can be read of a record that was tampered with, and say so', async () => {
    const [show, whole] = [
      (change: (record: Record<string, unknown>) => unknown) =>
        pages({
          change: (records) => records.map((one, i) => (i === 1 ? change(one as Record<string, unknown>) : one)),
        }),
      await pages(),
    ];
    const ask = async (world: Awaited<ReturnType<typeof pages>>) =>
      world.show(request('/models/lending/credit-risk', { params }));
    const cut = await ask(await show(() => ({ seq: 2, type: 'cut' })));
    const changed = await ask(await show((record) => ({ ...record, at: '2020-01-01T00:00:00Z' })));

    expect((await ask(whole)).body).not.toContain('does not hold together');
    expect(cut).toMatchObject({ status: 200, body: expect.stringContaining('This record does not hold together.') });
    expect(cut.body).toContain('Entry 2: a record has another form');
    expect(cut.body).toContain('submission: refused');
    expect(changed.body).toContain('Entry 2: the content does not match its hash');
    expect(changed.body).toContain('in doubt');
  });

  it('give out the reports that Slipway wrote, and nothing else of the evidence', async () => {
    const { show, evidence } = await pages();
    const key = 'reports/drift/lending/credit-risk/1.4.0/2026-11-23T09-00-00-000Z.html';
    const figures = key.replace('.html', '.json');
    await evidence.put(key, '<p>report</p>', 'text/html');
    await evidence.put(figures, '{"verdict":"stable"}', 'application/json');
    await evidence.put('reports/secret.html', 'secret', 'text/html');
    await evidence.put('policies/current.json', 'secret', 'application/json');

    expect(await show(request(`/${key}`))).toMatchObject({ status: 200, body: '<p>report</p>' });
    expect(await show(request(`/${figures}`))).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"verdict":"stable"}',
    });
    for (const path of [
      '/reports/secret.html',
      '/reports/../policies/current.json',
      '/reports/drift/a/b/1.0.0/../../x.html',
      `/${key}.json`,
    ])
      expect(await show(request(path)), path).toMatchObject({ status: 404 });
  });

  it.each([{ team: 'lending', model: 'unknown' }, { team: '..', model: 'x' }, {}])(
    'have nothing for %j',
    async (given) => {
      expect((await (await pages()).show(request('/models/x/y', { params: given }))).status).toBe(404);
    },
  );
});

describe('the report of the day', () => {
  it('is kept as a page and as JSON, under names that the pages give out', async () => {
    const evidence = memoryDocuments();
    const emitted: unknown[] = [];
    const run = createReport({
      registry: await aRegistry(),
      evidence,
      policies: memoryPolicies(aPolicy()),
      emit: (metrics) => void emitted.push(...metrics),
      clock: () => NOW,
    });
    const { key } = await run();

    expect(key).toBe('reports/fleet/2026-11-23T09-14-00Z.html');
    expect(await evidence.text(key)).toContain('lending/credit-risk');
    expect(JSON.parse((await evidence.text(key.replace('html', 'json'))) ?? '')).toMatchObject({
      models: [{}],
      debts: [],
    });
    expect(emitted).toContainEqual({ name: 'ModelDebt', value: 0, unit: 'Count' });
    expect(await run()).toEqual({ key, models: 1, debts: 0 });
  });
});
