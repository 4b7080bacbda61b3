import { describe, expect, it } from 'vitest';
import { createNotify, NotifyInput } from '../../functions/notify/notify.ts';
import { announcedByMail } from '../../shared/events/catalogue.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Mail } from '../../shared/notifications/ports.ts';
import type { Finding, ModelVersion } from '../../shared/registry/schema.ts';
import type { Emit } from '../../shared/runtime/metrics.ts';
import { aPolicy, aVersion, NOW } from '../support/approval.ts';
import { anEvidence } from '../support/evidence.ts';
import { memoryDocuments } from '../support/memory/documents.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';

const event = (type: (typeof announcedByMail)[number], over: object = {}) =>
  NotifyInput.parse({
    source: 'slipway',
    'detail-type': type,
    detail: {
      v: 1,
      chain: 'lending#credit-risk',
      seq: 7,
      prev: sha256('prev'),
      hash: sha256('hash'),
      eventId: sha256('event'),
      type,
      at: NOW.toISOString(),
      actor: { kind: 'service', id: 'x', assurance: 'iam-role' },
      subject: { model: 'lending/credit-risk', version: '1.4.0', digest: '' },
      from: '',
      to: '',
      reason: { code: 'alert', text: 'Because of this.' },
      evidence: {},
      refs: {},
      ...over,
    },
  });

const SUBMISSION = {
  team: 'lending',
  model: 'credit-risk',
  version: '1.4.0',
  submitter: 'grace@example.com',
  at: NOW.toISOString(),
};

const aWorld = (version: ModelVersion | 'none' = aVersion()) => {
  const registry = memoryRegistry();
  if (version !== 'none') registry.seed(version);
  const evidence = memoryDocuments();
  const mails: Mail[] = [];
  const policies = {
    current: async () => ({ policy: aPolicy(), sha256: '' }),
    bySha256: async () => ({ policy: aPolicy(), sha256: '' }),
  };
  const sendMail = async (mail: Mail) => void mails.push(mail);
  const counted: string[] = [];
  const emit: Emit = (metrics) => void counted.push(...metrics.map(({ name }) => name));
  const notify = createNotify({ registry, policies, evidence, sendMail, siteUrl: 'https://approve.example', emit });
  return { registry, evidence, mails, notify, counted };
};

describe('notices', () => {
  it.each(announcedByMail.filter((type) => !type.startsWith('upload.')))(
    'tells submitter and owner of %s, each once, in words and with the record',
    async (type) => {
      const { notify, mails } = aWorld(aVersion({ evidence: {} }));
      await notify(event(type));
      expect(mails.map(({ to }) => to)).toEqual(['grace@example.com', 'ada@example.com']);
      expect(mails[0]?.subject).toContain('credit-risk 1.4.0');
      expect(mails[0]?.text).toContain('Hello Grace Lind,');
      expect(mails[0]?.text).toContain(`On record as: no. 7, ${sha256('hash').slice(0, 12)}`);
      expect(mails[0]?.text).not.toMatch(/undefined|model\.[a-z]|\{|\[object/);
    },
  );

  it.each([
    ['upload.misplaced', 'lending/x/v1/manifest.yaml: "v1" is no version'],
    ['upload.incomplete', 'lending/x/1.0.0/ (2 files, 412 bytes)'],
  ] as const)('tells the people of a team of %s, and operations of that of a team nobody knows', async (type, text) => {
    const { notify, mails, counted } = aWorld('none');
    const of = (model: string) =>
      event(type, { subject: { model, version: '', digest: '' }, reason: { code: 'x', text } });
    await notify(of('lending'));

    expect(mails.map(({ to }) => to)).toEqual(['grace@example.com', 'ada@example.com']);
    expect(mails[0]?.text).toContain(text);
    expect(mails[0]?.text).not.toContain('/models/');
    expect(counted).toEqual([]);
    for (const team of ['strangers', '', 'constructor']) expect(await notify(of(team))).toEqual({ mails: 0 });
    expect(counted).toEqual(Array(3).fill('NoticesWithoutReader'));
  });

  it('tells whoever sends refused bytes again what was found in them before', async () => {
    const { notify, mails, registry } = aWorld('none');
    const refs = { fingerprint: sha256('f') };
    const finding = { path: 'owner', code: 'invalid', message: 'is no address' };
    const submission = { ...SUBMISSION, ...refs, findings: [finding] };
    const { v: _v, seq: _seq, prev: _prev, hash: _hash, ...draft } = event('submission.refused', { refs }).detail;
    await registry.commit([{ kind: 'refuse-submission', submission }], [draft]);

    await notify(event('submission.duplicate', { refs }));

    expect(mails.map(({ to }) => to)).toEqual(['grace@example.com']);
    expect(mails[0]?.subject).toBe('credit-risk 1.4.0 was sent again, and nothing was done');
    expect(mails[0]?.text).toContain('- owner: is no address');
  });

  it('mails one person once who is submitter and owner', async () => {
    const { notify, mails } = aWorld(aVersion({ owner: 'GRACE@example.com' }));
    await notify(event('model.live'));
    expect(mails).toHaveLength(1);
  });

  it('tells every finding of a refused submission, with its place and what would be right', async () => {
    const { notify, mails, registry } = aWorld('none');
    const findings: Finding[] = [
      {
        path: 'files.model.sha256',
        code: 'hash-mismatch',
        message: 'it hashes to 12',
        expected: '34, as the manifest says',
      },
      { path: 'owner', code: 'invalid', message: 'is no address', expected: 'an e-mail address' },
    ];
    const draft = event('submission.refused', { refs: { fingerprint: sha256('f') } }).detail;
    const submission = { ...SUBMISSION, fingerprint: sha256('f'), findings };
    const { v: _v, seq: _seq, prev: _prev, hash: _hash, ...asDraft } = draft;
    await registry.commit([{ kind: 'refuse-submission', submission }], [asDraft]);

    await notify(event('submission.refused', { refs: { fingerprint: sha256('f') } }));

    expect(mails.map(({ to }) => to)).toEqual(['grace@example.com']);
    expect(mails[0]?.subject).toBe('credit-risk 1.4.0 was not taken in: 2 things to change');
    for (const finding of findings) {
      expect(mails[0]?.text).toContain(`- ${finding.path}: ${finding.message}\n  Right would be: ${finding.expected}`);
      expect(mails[0]?.html).toContain(finding.path);
    }
  });

  it('tells the people of the team when a submission names nobody who can be reached', async () => {
    const { notify, mails } = aWorld('none');
    await notify(event('submission.refused', { refs: { fingerprint: sha256('unknown') } }));
    expect(mails.map(({ to }) => to)).toEqual(['grace@example.com', 'ada@example.com']);
    expect(mails[0]?.text).toContain('Because of this.');
  });

  it('tells which gates a refused version did not reach', async () => {
    const world = aWorld();
    const evidence = anEvidence();
    const [gate] = evidence.gates;
    const failing = {
      ...evidence,
      gates: [{ ...gate, status: 'fails' as const, sentence: 'AUC is 0.61; 0.78 is asked.' }],
    };
    const evaluation = await world.evidence.keepJson(failing);
    world.registry.seed(aVersion({ state: 'refused', evidence: { evaluation } }));
    await world.notify(event('model.refused'));
    expect(world.mails[0]?.text).toContain('- AUC is 0.61; 0.78 is asked.');
  });

  it('tells what the checks found in a refused version', async () => {
    const world = aWorld();
    const finding = { path: 'model.onnx', code: 'external-data', message: 'reads other files' };
    const validation = await world.evidence.keepJson({ findings: [finding] });
    world.registry.seed(aVersion({ state: 'refused', evidence: { validation } }));
    await world.notify(event('model.refused'));
    expect(world.mails[0]?.text).toContain('- model.onnx: reads other files');
  });

  it('passes the comment of a decline on', async () => {
    const { notify, mails } = aWorld();
    await notify(event('model.declined', { reason: { code: 'declined', text: 'The holdout is <too> old.' } }));
    expect(mails[0]?.text).toContain('The holdout is <too> old.');
    expect(mails[0]?.html).toContain('The holdout is &#60;too&#62; old.');
  });

  it('fails when a mail is not taken, so that the event is tried again', async () => {
    const { registry } = aWorld();
    const notify = createNotify({
      registry,
      policies: {
        current: async () => ({ policy: aPolicy(), sha256: '' }),
        bySha256: async () => ({ policy: aPolicy(), sha256: '' }),
      },
      evidence: memoryDocuments(),
      sendMail: async () => {
        throw new Error('throttled');
      },
      siteUrl: 'https://approve.example',
      emit: () => {},
    });
    await expect(notify(event('model.live'))).rejects.toMatchObject({ name: 'MailNotSent' });
  });
});
