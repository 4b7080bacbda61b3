import { describe, expect, it } from 'vitest';
import { failure, type Handlers, inTurn, recording, run, throwing } from './run.ts';

const serving = { endpoint: 'e', config: 'c', model: 'm' };
const gone = failure('SageMaker.SageMakerException', 'Could not find endpoint "arn".');
const who = { team: 'lending', model: 'credit-risk' };
const asked = { ...who, requestedBy: 'rosa', reason: 'it drifted' };

describe('removing an endpoint', () => {
  const removal: Handlers = {
    'Delete the endpoint': () => ({}),
    'Is it gone?': inTurn({ EndpointStatus: 'Deleting' }, gone),
    'Delete the configuration': () => ({}),
    'Delete the model': () => ({}),
  };
  const remove = (over: Handlers = {}) => run('endpoint-removal', serving, { ...removal, ...over });

  it('deletes the endpoint, waits until it is gone, and deletes the rest', async () => {
    const [config, model] = [recording(), recording()];
    const result = await remove({ 'Delete the configuration': config.handler, 'Delete the model': model.handler });

    expect(result).toMatchObject({ status: 'SUCCEEDED', seconds: 30 });
    expect(config.given).toEqual([{ EndpointConfigName: 'c' }]);
    expect(model.given).toEqual([{ ModelName: 'm' }]);
  });

  it('is content when everything was gone already', async () => {
    const result = await remove({
      'Delete the endpoint': inTurn(gone),
      'Delete the configuration': inTurn(gone),
      'Delete the model': inTurn(gone),
    });

    expect(result).toMatchObject({ status: 'SUCCEEDED', seconds: 0 });
  });

  it('gives up on an endpoint that stays', async () => {
    const result = await remove({ 'Is it gone?': () => ({ EndpointStatus: 'Deleting' }) });

    expect(result).toMatchObject({ status: 'FAILED', error: 'EndpointStuck' });
    expect(result.seconds).toBeLessThan(1800);
    expect(result.history.length).toBeLessThan(2000);
  });

  it.each(Object.keys(removal))('fails by name when "%s" is not allowed', async (task) => {
    expect(await remove({ [task]: throwing('SageMaker.AccessDeniedException') })).toMatchObject({
      status: 'FAILED',
      error: 'EndpointNotRemoved',
    });
  });
});

describe('rolling back', () => {
  const plan = { ...serving, createModel: {}, createConfig: {}, tags: [] };
  const steps: Handlers = {
    'Find the last good version': () => ({ kind: 'planned', from: '1.4.0', to: '1.3.0', plan }),
    'Bring it back': () => ({ Output: { status: 'InService', config: 'c', failureReason: '' } }),
    'Record the roll-back': () => ({ kind: 'rolled-back', from: '1.4.0', to: '1.3.0', reason: '' }),
  };
  const rollBack = (over: Handlers = {}) => run('rollback', asked, { ...steps, ...over });

  it('brings the last good version back and records it', async () => {
    const record = recording({ kind: 'rolled-back', from: '1.4.0', to: '1.3.0', reason: '' });
    const bring = recording({ Output: { status: 'InService', config: 'c', failureReason: '' } });
    const result = await rollBack({ 'Bring it back': bring.handler, 'Record the roll-back': record.handler });

    expect(bring.given).toMatchObject([{ Input: plan }]);
    expect(record.given).toEqual([
      {
        ...asked,
        from: '1.4.0',
        to: '1.3.0',
        plan: serving,
        outcome: { status: 'InService', config: 'c', failureReason: '' },
      },
    ]);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { kind: 'rolled-back', to: '1.3.0' } });
  });

  it('fails by name when there is nothing to go back to, and touches nothing (R-47)', async () => {
    const result = await rollBack({
      'Find the last good version': () => ({ kind: 'none', reason: 'no earlier version' }),
    });

    expect(result).toMatchObject({ status: 'FAILED', error: 'NoRollbackTarget', cause: 'no earlier version' });
    expect(result.path).not.toContain('Bring it back');
  });

  it('fails by name when the old version does not serve', async () => {
    const result = await rollBack({
      'Record the roll-back': () => ({ kind: 'not-verified', from: '', to: '', reason: 'silent' }),
    });

    expect(result).toMatchObject({ status: 'FAILED', error: 'RollbackNotVerified', cause: 'silent' });
  });

  it.each(Object.keys(steps))('fails by name when "%s" breaks', async (task) => {
    expect(await rollBack({ [task]: throwing('BytesChanged', 'not those') })).toMatchObject({
      status: 'FAILED',
      error: 'RollbackFailed',
      cause: 'BytesChanged: not those',
    });
  });
});

describe('retiring', () => {
  const schedule = { Name: 'drift', GroupName: 'checks' };
  const steps: Handlers = {
    'Plan the retirement': () => ({ kind: 'planned', version: '1.4.0', serving, schedule }),
    'Stop the drift check': () => ({}),
    'Remove the endpoint': () => ({ Output: {} }),
    'Record the retirement': () => ({ kind: 'retired', versions: ['1.4.0'] }),
  };
  const retire = (over: Handlers = {}) => run('retire', asked, { ...steps, ...over });

  it('stops the checks, removes what serves, and records it last', async () => {
    const [stop, remove, record] = [
      recording({}),
      recording({ Output: {} }),
      recording({ kind: 'retired', versions: ['1.4.0'] }),
    ];
    const result = await retire({
      'Stop the drift check': stop.handler,
      'Remove the endpoint': remove.handler,
      'Record the retirement': record.handler,
    });

    expect(stop.given).toEqual([schedule]);
    expect(remove.given).toMatchObject([{ Input: serving }]);
    expect(record.given).toEqual([{ ...asked, version: '1.4.0' }]);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { kind: 'retired' } });
  });

  it('goes on when the schedule was gone already', async () => {
    expect((await retire({ 'Stop the drift check': throwing('Scheduler.ResourceNotFoundException') })).status).toBe(
      'SUCCEEDED',
    );
  });

  it('fails by name when nothing is live', async () => {
    const result = await retire({ 'Plan the retirement': () => ({ kind: 'nothing', reason: 'no live version' }) });

    expect(result).toMatchObject({ status: 'FAILED', error: 'NothingToRetire', cause: 'no live version' });
  });

  it.each(Object.keys(steps))(
    'fails by name when "%s" breaks, and records nothing that did not happen',
    async (task) => {
      const result = await retire({ [task]: throwing('Broken', 'no') });

      expect(result).toMatchObject({ status: 'FAILED', error: 'RetirementFailed', cause: 'Broken: no' });
      expect(result.path).not.toContain('Retired');
    },
  );
});
