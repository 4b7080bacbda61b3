import { describe, expect, it } from 'vitest';
import { failure, type Handlers, inTurn, recording, run, throwing } from './run.ts';

const plan = {
  endpoint: 'slipway-e',
  config: 'new',
  model: 'm',
  tags: [{ Key: 'slipway:team', Value: 'lending' }],
  createModel: { ModelName: 'm' },
  createConfig: { EndpointConfigName: 'new' },
};
const seen = (EndpointStatus: string, EndpointConfigName = 'new', more = {}) => ({
  EndpointStatus,
  EndpointConfigName,
  ...more,
});
const exists = failure('SageMaker.SageMakerException', 'Cannot create already existing model "arn".');
const missing = failure('SageMaker.SageMakerException', 'Could not find endpoint "arn".');
const busy = failure('SageMaker.SageMakerException', 'Cannot update in-progress endpoint "arn".');
const notVisible = failure('SageMaker.SageMakerException', 'Could not find endpoint configuration "arn".');

const fresh: Handlers = {
  'Create the model': () => ({}),
  'Create the configuration': () => ({}),
  'Look for the endpoint': inTurn(missing),
  'Create the endpoint': () => ({}),
  'Look again': inTurn(seen('Creating'), seen('Creating'), seen('InService')),
};
const bringUp = (over: Handlers = {}) => run('endpoint', plan, { ...fresh, ...over });
const found = (status: string, config = 'new'): Handlers => ({ 'Look for the endpoint': () => seen(status, config) });

describe('bringing an endpoint up', () => {
  it('creates model, configuration and endpoint, and waits until it serves', async () => {
    const create = recording();
    const result = await bringUp({ 'Create the endpoint': create.handler });

    expect(create.given).toEqual([{ EndpointName: 'slipway-e', EndpointConfigName: 'new', Tags: plan.tags }]);
    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      output: { status: 'InService', config: 'new', failureReason: '' },
      seconds: 90,
    });
  });

  it('updates an endpoint that serves something else', async () => {
    const update = recording();
    const result = await bringUp({ ...found('InService', 'old'), 'Update the endpoint': update.handler });

    expect(update.given).toEqual([{ EndpointName: 'slipway-e', EndpointConfigName: 'new' }]);
    expect(result.path).not.toContain('Create the endpoint');
    expect(result.output).toMatchObject({ status: 'InService', config: 'new' });
  });

  it('takes what is there already: model, configuration, endpoint (R-40)', async () => {
    const result = await bringUp({
      'Create the model': inTurn(exists),
      'Create the configuration': inTurn(exists),
      ...found('InService'),
    });

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { status: 'InService', config: 'new' }, seconds: 0 });
  });

  it('replaces an endpoint that failed: it can only be deleted (R-42)', async () => {
    const remove = recording();
    const result = await bringUp({ ...found('Failed'), 'Remove the failed endpoint': remove.handler });

    expect(remove.given).toEqual([{ EndpointName: 'slipway-e' }]);
    expect(result.path).toEqual(expect.arrayContaining(['Let the removal finish', 'Create the endpoint', 'Report']));
  });

  it('tries again while the configuration is not visible yet', async () => {
    const result = await bringUp({ 'Create the endpoint': inTurn(notVisible, notVisible, {}) });

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { status: 'InService' } });
  });

  it('takes an endpoint that an earlier try of the same step created', async () => {
    const result = await bringUp({ 'Create the endpoint': inTurn(exists) });

    expect(result.path).toContain('Is the endpoint there already?');
    expect(result.output).toMatchObject({ status: 'InService', config: 'new' });
  });

  it('waits for an update that an earlier try of the same step began', async () => {
    const result = await bringUp({
      ...found('InService', 'old'),
      'Update the endpoint': inTurn(busy),
      'Look again': inTurn(seen('Updating', 'old'), seen('InService', 'new')),
    });

    expect(result.output).toMatchObject({ status: 'InService', config: 'new' });
  });

  it("waits for somebody else's update and then makes its own (R-45)", async () => {
    const update = recording();
    const result = await bringUp({
      ...found('Updating', 'old'),
      'Update the endpoint': update.handler,
      'Look again': inTurn(
        seen('Updating', 'old'),
        seen('InService', 'other'),
        seen('Updating', 'other'),
        seen('InService', 'new'),
      ),
    });

    expect(update.given).toHaveLength(1);
    expect(result.output).toMatchObject({ config: 'new' });
  });

  it('waits for an endpoint that is being deleted, and creates it anew', async () => {
    const result = await bringUp({
      ...found('Deleting'),
      'Look again': inTurn(seen('Deleting'), missing, seen('Creating'), seen('InService')),
    });

    expect(result.path).toContain('Create the endpoint');
    expect(result.output).toMatchObject({ status: 'InService' });
  });
});

describe('what SageMaker says in the end', () => {
  it.each(['Failed', 'OutOfService', 'UpdateRollbackFailed'])(
    'is reported when it is %s, not judged',
    async (status) => {
      const result = await bringUp({ 'Look again': () => seen(status, 'new', { FailureReason: 'out of memory' }) });

      expect(result).toMatchObject({
        status: 'SUCCEEDED',
        output: { status, config: 'new', failureReason: 'out of memory' },
      });
    },
  );

  it('is reported when it silently went back to the old configuration', async () => {
    const result = await bringUp({
      ...found('InService', 'old'),
      'Update the endpoint': () => ({}),
      'Look again': inTurn(seen('Updating', 'old'), seen('InService', 'old')),
    });

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { status: 'InService', config: 'old' } });
    expect(result.path.filter((state) => state === 'Update the endpoint')).toHaveLength(1);
  });
});

describe('an endpoint that cannot be brought up', () => {
  it('is given up after an hour, in few enough events (R-18)', async () => {
    const result = await bringUp({ 'Look again': () => seen('Creating') });

    expect(result).toMatchObject({ status: 'FAILED', error: 'EndpointStuck', seconds: 3600 });
    expect(result.cause).toBe('slipway-e is still Creating after an hour');
    expect(result.path.filter((state) => state === 'Look again')).toHaveLength(120);
    expect(result.history.length).toBeLessThan(2000);
  });

  it('because the quota is reached says so at once, without a storm of tries (R-48)', async () => {
    let tries = 0;
    const result = await bringUp({
      'Create the endpoint': () => {
        tries += 1;
        throw failure(
          'SageMaker.ResourceLimitExceededException',
          'the account limit ml.m5.large for endpoint usage is 0',
        );
      },
    });

    expect(tries).toBe(1);
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'EndpointNotBroughtUp',
      cause: expect.stringContaining('account limit'),
    });
  });

  it.each([
    'Create the model',
    'Create the configuration',
    'Look for the endpoint',
    'Create the endpoint',
    'Look again',
  ])('because "%s" is refused fails under its name, with the cause', async (task) => {
    const result = await bringUp({ [task]: throwing('SageMaker.SageMakerException', 'You may not.') });

    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'EndpointNotBroughtUp',
      cause: expect.stringContaining('You may not.'),
    });
  });

  it.each(['Update the endpoint', 'Remove the failed endpoint'])('because "%s" is refused, too', async (task) => {
    const status = task === 'Update the endpoint' ? found('InService', 'old') : found('Failed');
    const result = await bringUp({ ...status, [task]: throwing('SageMaker.AccessDeniedException') });

    expect(result).toMatchObject({ status: 'FAILED', error: 'EndpointNotBroughtUp' });
  });

  it('because of throttling is tried again first', async () => {
    const result = await bringUp({ 'Create the model': inTurn(failure('SageMaker.ThrottlingException'), {}) });

    expect(result.status).toBe('SUCCEEDED');
  });
});
