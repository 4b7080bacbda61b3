import { describe, expect, it } from 'vitest';
import { type Handlers, recording, run, throwing } from './run.ts';

const event = { detail: { object: { key: 'benefits/care/1.0.0/external.yaml' } } };
const schedule = { Name: 'drift-care', GroupName: 'checks' };
const watch = (registered: object, over: Handlers = {}) =>
  run('watch-external', event, { 'Register the model': () => registered, ...over });

describe('taking in a model that runs elsewhere', () => {
  it('registers it and makes its schedule', async () => {
    const [register, create] = [recording({ kind: 'registered', schedule }), recording({})];
    const result = await watch(
      {},
      { 'Register the model': register.handler, 'Schedule the drift check': create.handler },
    );

    expect(register.given).toEqual([{ run: 'watch-external-run', event }]);
    expect(create.given).toEqual([schedule]);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { kind: 'registered' } });
  });

  it('renews the schedule that there is', async () => {
    const renew = recording({});
    const result = await watch(
      { kind: 'registered', schedule },
      { 'Schedule the drift check': throwing('Scheduler.ConflictException'), 'Renew the schedule': renew.handler },
    );

    expect(renew.given).toEqual([schedule]);
    expect(result.status).toBe('SUCCEEDED');
  });

  it('ends the watching, whether there still is a schedule or not', async () => {
    const stop = recording({});
    const ended = { kind: 'ended', ended: schedule };

    expect((await watch(ended, { 'Stop the drift check': stop.handler })).status).toBe('SUCCEEDED');
    expect(stop.given).toEqual([schedule]);
    expect(
      (await watch(ended, { 'Stop the drift check': throwing('Scheduler.ResourceNotFoundException') })).status,
    ).toBe('SUCCEEDED');
  });

  it.each(['refused', 'ignored'])('makes nothing of one that was %s', async (kind) => {
    expect((await watch({ kind })).path).toEqual(['Register the model', 'Is it registered?', 'Not registered']);
  });

  it.each(['Register the model', 'Schedule the drift check'])('fails by name when "%s" breaks', async (task) => {
    expect(await watch({ kind: 'registered', schedule }, { [task]: throwing('Broken', 'no') })).toMatchObject({
      status: 'FAILED',
      error: 'ExternalNotWatched',
      cause: 'Broken: no',
    });
  });
});
