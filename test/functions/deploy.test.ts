import { describe, expect, it } from 'vitest';
import { createGoLive } from '../../functions/go-live/go-live.ts';
import { createPlanEndpoint } from '../../functions/plan-endpoint/plan-endpoint.ts';
import { createPlanMonitoring } from '../../functions/plan-monitoring/plan-monitoring.ts';
import { createReceive } from '../../functions/receive/receive.ts';
import { createRecordFailure } from '../../functions/record-failure/record-failure.ts';
import { createVerifyRelease } from '../../functions/verify-release/verify-release.ts';
import { boundOf } from '../../shared/approval/request.ts';
import { sign } from '../../shared/approval/statement.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { firstCheck } from '../../shared/monitoring/schedule.ts';
import { inFlight } from '../../shared/registry/lifecycle.ts';
import { State } from '../../shared/registry/schema.ts';
import { aRequest, NOW, REQUEST_ID } from '../support/approval.ts';
import { aServing } from '../support/builders.ts';
import { memoryApprovals } from '../support/memory/approvals.ts';
import { type Answer, memoryInference } from '../support/memory/inference.ts';
import { memoryKey } from '../support/memory/signing.ts';
import { aReleaseWorld, FILES, ID, PREFIX } from './release.world.ts';

const serving = aServing();
const surroundings = {
  artefactBucket: 'artefacts',
  captureBucket: 'capture',
  modelRoleArn: 'arn:aws:iam::000000000000:role/model',
  images: { onnx: 'onnx-image:1' },
};

describe('planning an endpoint', () => {
  /** An approved version with a decision that is really signed. */
  const anApproval = async (outcome: 'approve' | 'decline' = 'approve') => {
    const world = aReleaseWorld();
    const version = await world.stored('approved', {
      revision: 6,
      approval: { requestId: REQUEST_ID, expiresAt: aRequest().expiresAt },
      evidence: { validation: sha256('validation'), evaluation: sha256('evaluation') },
    });
    const key = memoryKey('key');
    const vote = { subject: 'rosa', name: 'Rosa Klein', at: NOW.toISOString(), decision: outcome, comment: '' };
    const bound = boundOf(version) ?? aRequest().bound;
    const decided = aRequest({ ...ID, bound, status: 'decided', outcome, votes: [vote], revision: 1 });
    const approvals = memoryApprovals(world.registry);
    approvals.tamper({ ...decided, statement: await sign(decided, key.signer) });
    const plan = createPlanEndpoint({ ...world, approvals, verify: key.verify, surroundings });
    return { ...world, version, approvals, plan };
  };
  const production = { ...ID, purpose: 'production' } as const;

  it('for staging changes nothing and needs no approval', async () => {
    const world = await anApproval('decline');
    const { plan } = await world.plan({ ...ID, purpose: 'staging' });

    expect(plan.endpoint).toMatch(/-stg$/);
    expect(world.recorded()).toEqual([]);
  });

  it('for production moves the version to deploying, once the signed decision and the bytes hold', async () => {
    const world = await anApproval();
    const { plan } = await world.plan(production);

    expect(await world.registry.find(ID)).toMatchObject({
      state: 'deploying',
      serving: { endpoint: plan.endpoint, config: plan.config, model: plan.model },
    });
    expect(world.recorded()).toEqual(['model.deploying']);
  });

  it('done twice is done once, with the same plan (R-40)', async () => {
    const world = await anApproval();
    const first = await world.plan(production);

    expect(await world.plan(production)).toEqual(first);
    expect(world.recorded()).toEqual(['model.deploying']);
  });

  it('deploys nothing that was declined', async () => {
    const world = await anApproval('decline');

    await expect(world.plan(production)).rejects.toMatchObject({ name: 'DecisionNotValid' });
    expect(await world.stateOf('1.4.0')).toBe('approved');
  });

  it('deploys nothing on a decision that was forged in the table (I1)', async () => {
    const world = await anApproval('decline');
    const stored = await world.approvals.find(REQUEST_ID);
    if (!stored) throw new TypeError('it was just stored');
    world.approvals.tamper({
      ...stored,
      outcome: 'approve',
      votes: stored.votes.map((vote) => ({ ...vote, decision: 'approve' })),
    });

    await expect(world.plan(production)).rejects.toMatchObject({ name: 'DecisionNotValid' });
    expect(world.recorded()).toEqual([]);
  });

  it('deploys no bytes but those that were approved (A-30)', async () => {
    const world = await anApproval();
    world.artefacts.tamper(world.version.files.model.key, 'other bytes');

    await expect(world.plan(production)).rejects.toMatchObject({ name: 'BytesChanged' });
    expect(await world.stateOf('1.4.0')).toBe('approved');
  });

  it('deploys nothing that is not approved now, whatever was decided once', async () => {
    const world = await anApproval();
    world.registry.seed({ ...world.version, state: 'withdrawn' });

    await expect(world.plan(production)).rejects.toMatchObject({ name: 'MoveNotAllowed' });
  });
});

describe('verifying a release', () => {
  const outcome = { status: 'InService', config: serving.config, failureReason: '' };
  const input = { ...ID, plan: serving, outcome };
  const golden = { body: '1,2\n3,4\n', contentType: 'text/csv', expected: [0.25, 0.5] };
  const aVerification = async (answer: Answer = () => '0.25\n0.5\n', document: object = { golden }) => {
    const world = aReleaseWorld();
    const evaluation = await world.evidence.keepJson(document);
    await world.stored('deploying', { evidence: { evaluation }, serving });
    const inference = memoryInference({ [serving.endpoint]: answer });
    return { ...world, inference, verify: createVerifyRelease({ ...world, inference }) };
  };

  it('lets the version go live when it serves and answers as on staging', async () => {
    const world = await aVerification();

    expect(await world.verify(input)).toEqual({ kind: 'verified', reason: '' });
    expect(await world.stateOf('1.4.0')).toBe('deploying');
  });

  it.each([
    ['answers something else', { answer: (): string => '0.9\n0.9\n' }, {}, 'deploy-failed'],
    [
      'does not answer',
      {
        answer: (): string => {
          throw new Error('503');
        },
      },
      {},
      'deploy-failed',
    ],
    ['failed', {}, { status: 'Failed', failureReason: 'no memory' }, 'deploy-failed'],
    ['went back to the old configuration', {}, { config: 'old' }, 'rolled-back'],
  ] as const)(
    'ends a version whose endpoint %s, with the reason, once',
    async (_name, { answer }: { answer?: Answer }, change, state) => {
      const world = await aVerification(answer);
      const first = await world.verify({ ...input, outcome: { ...outcome, ...change } });

      expect(first.kind).not.toBe('verified');
      expect(await world.registry.find(ID)).toMatchObject({ state, reason: { code: state, text: first.reason } });
      expect(await world.verify({ ...input, outcome: { ...outcome, ...change } })).toEqual(first);
      expect(world.recorded()).toEqual([`model.${state}`]);
    },
  );

  it('asks only an endpoint that should answer for this version', async () => {
    const world = await aVerification();
    await world.verify({ ...input, outcome: { ...outcome, config: 'old' } });

    expect(world.inference.asked).toEqual([]);
  });

  it('verifies nothing without a golden request', async () => {
    const world = await aVerification(undefined, {});

    expect(await world.verify(input)).toMatchObject({ kind: 'failed', reason: 'no golden request was made' });
  });
});

describe('going live', () => {
  const input = { ...ID, plan: serving };

  it('supersedes the version before in the same transaction (I6)', async () => {
    const world = aReleaseWorld();
    await world.stored('live', { version: '1.3.0', serving: aServing('1.3.0') });
    await world.stored('deploying', { serving });

    expect(await createGoLive(world)(input)).toEqual({ kind: 'live', replaced: '1.3.0' });
    expect([await world.stateOf('1.3.0'), await world.stateOf('1.4.0')]).toEqual(['superseded', 'live']);
    expect(world.recorded()).toEqual(['model.superseded', 'model.live']);
  });

  it('changes neither when the other cannot be changed', async () => {
    const world = aReleaseWorld();
    const before = await world.stored('live', { version: '1.3.0', serving: aServing('1.3.0') });
    await world.stored('deploying', { serving });
    const registry = {
      ...world.registry,
      versionsOf: async () => {
        const seen = await world.registry.versionsOf(ID);
        world.registry.seed({ ...before, revision: before.revision + 1 });
        return seen;
      },
    };

    await expect(createGoLive({ ...world, registry })(input)).rejects.toMatchObject({ name: 'VersionConflict' });
    expect([await world.stateOf('1.3.0'), await world.stateOf('1.4.0')]).toEqual(['live', 'deploying']);
  });

  it('done twice is done once', async () => {
    const world = aReleaseWorld();
    await world.stored('deploying', { serving });
    await createGoLive(world)(input);

    expect((await createGoLive(world)(input)).kind).toBe('live');
    expect(world.recorded()).toEqual(['model.live']);
  });

  it.each(['approved', 'retired', 'rolled-back'] as const)('is not for a version that is %s', async (state) => {
    const world = aReleaseWorld();
    await world.stored(state);

    await expect(createGoLive(world)(input)).rejects.toMatchObject({ name: 'MoveNotAllowed' });
  });
});

describe('planning the drift check', () => {
  it('gives the schedule that the manifest asks for, the same for each version', async () => {
    const world = aReleaseWorld();
    await world.stored('deploying');
    const plan = createPlanMonitoring({
      ...world,
      monitorMachineArn: 'machine',
      schedulerRoleArn: 'role',
      scheduleGroup: 'checks',
    });
    const { schedule } = await plan(ID);

    expect(schedule).toMatchObject({
      GroupName: 'checks',
      ScheduleExpression: 'rate(1 hour)',
      StartDate: firstCheck('rate(1 hour)', NOW).toISOString(),
      Target: { Arn: 'machine', RoleArn: 'role' },
    });
    expect(JSON.parse(schedule.Target.Input)).toEqual({
      team: 'lending',
      model: 'credit-risk',
      scheduledAt: '<aws.scheduler.scheduled-time>',
    });
    expect(await plan(ID)).toEqual({ schedule });
  });
});

describe('recording a failure', () => {
  const submission = {
    ...ID,
    prefix: PREFIX,
    manifestKey: `${PREFIX}manifest.yaml`,
    fingerprint: sha256('submission'),
  };
  const input = (run = 'run-1') => ({
    submission,
    run,
    failure: { Error: 'Lambda.Unknown', Cause: 'a secret of the inside' },
  });

  it.each(['received', 'validated', 'staged', 'evaluated', 'awaiting-approval', 'approved'] as const)(
    'ends a version that was %s as failed',
    async (state) => {
      const world = aReleaseWorld();
      await world.stored(state);

      expect(await createRecordFailure(world)(input())).toEqual({ kind: 'recorded', state: 'failed' });
      expect((await world.registry.find(ID))?.reason).toMatchObject({ code: 'Lambda.Unknown' });
    },
  );

  it('ends one that was deploying as deploy-failed: what it left behind may serve', async () => {
    const world = aReleaseWorld();
    await world.stored('deploying');

    expect(await createRecordFailure(world)(input())).toEqual({ kind: 'recorded', state: 'deploy-failed' });
  });

  it.each(State.options.filter((state) => !inFlight.includes(state)))(
    'leaves a version alone that is %s',
    async (state) => {
      const world = aReleaseWorld();
      await world.stored(state);

      expect(await createRecordFailure(world)(input())).toEqual({ kind: 'nothing-to-record', state });
      expect(world.recorded()).toEqual([]);
    },
  );

  it('tells outsiders nothing of the inside', async () => {
    const world = aReleaseWorld();
    await world.stored('received');
    await createRecordFailure(world)(input());

    expect(JSON.stringify(world.registry.records)).not.toContain('secret');
  });

  it('of a submission that never became a version is on record once for each run', async () => {
    const world = aReleaseWorld();
    const record = createRecordFailure(world);

    expect(await record(input())).toEqual({ kind: 'recorded', state: 'refused' });
    expect(await record(input())).toEqual({ kind: 'recorded', state: 'refused' });
    await record(input('run-2'));
    expect(world.recorded()).toEqual(['submission.refused', 'submission.refused']);
    const { refused } = await world.registry.inventory();
    expect(refused.map(({ fingerprint }) => fingerprint)).toEqual(
      world.registry.records.map(({ refs }) => refs.fingerprint),
    );
  });

  it('does not stand in the way of the verdict on the same files, sent again', async () => {
    const world = aReleaseWorld();
    await createRecordFailure(world)(input());
    world.upload(undefined, { 'model.tar.gz': FILES['model.tar.gz'] });

    expect((await createReceive(world)({ ...submission, run: 'run-2' })).kind).toBe('refused');
    expect(world.recorded()).toEqual(['submission.refused', 'submission.refused']);
  });
});
