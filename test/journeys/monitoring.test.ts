import { readFile } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMachine } from '../../infra/cli/commands/run-machine.ts';
import { registryOf } from '../../infra/cli/ports.ts';
import { s3, stepFunctions } from '../../shared/adapters/clients.ts';
import { hoursBetween } from '../../shared/adapters/s3-traffic-files.ts';
import { capturePrefix } from '../../shared/deployment/names.ts';
import { ONE_PASS } from '../../shared/monitoring/batches.ts';
import { bringLive, functionErrors, openWorld, type World } from './journey.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await bringLive(world, 'care-demand');
}, 180_000);
afterAll(() => world?.end());

const CARE = { team: 'benefits', model: 'care-demand' };
const HOUR = 3_600_000;

/** The whole hour that ended so many hours ago. */
const hourBefore = (hours: number) => {
  const to = Math.floor(Date.now() / HOUR) * HOUR - hours * HOUR;
  return { from: new Date(to - HOUR).toISOString(), to: new Date(to).toISOString() };
};

/** Rows of an example's CSV file as the inputs of the model. */
const rowsOf = async (file: string): Promise<readonly string[]> => {
  const [, ...lines] = (await readFile(`examples/care-demand/${file}`, 'utf8')).trim().split('\n');
  return lines.map((line) => line.split(',').slice(0, 8).join(','));
};

const record = (row: string, at: string, id: string, answer = '0.3'): string =>
  JSON.stringify({
    captureData: {
      endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: row, encoding: 'CSV' },
      endpointOutput: { observedContentType: 'text/csv', mode: 'OUTPUT', data: answer, encoding: 'CSV' },
    },
    eventMetadata: { eventId: id, inferenceTime: at },
    eventVersion: '0',
  });

const put = (Bucket: string, Key: string, lines: readonly string[]) =>
  s3().send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(`${lines.join('\n')}\n`) }));

const historyOf = async (stateMachineArn: string): Promise<readonly string[]> => {
  const { executions = [] } = await stepFunctions().send(new ListExecutionsCommand({ stateMachineArn }));
  const { events = [] } = await stepFunctions().send(
    new GetExecutionHistoryCommand({ executionArn: executions[0]?.executionArn, maxResults: 1000 }),
  );
  return events.map(({ type = '' }) => type);
};

describe('a window of more files than one function takes', { timeout: 120_000 }, () => {
  it('is counted by the children of a Distributed Map and judged as a whole', async () => {
    const window = hourBefore(30);
    const [folder] = hoursBetween(new Date(window.from), new Date(window.to));
    const rows = await rowsOf('traffic.csv');
    const files = Array.from({ length: ONE_PASS.files + 20 }, (_, i) => i);
    for (let start = 0; start < files.length; start += 40)
      await Promise.all(
        files
          .slice(start, start + 40)
          .map((i) =>
            put(world.cloud.output('CaptureBucket'), `${capturePrefix(CARE)}${folder}/${String(i).padStart(4, '0')}.jsonl`, [
              record(rows[i % rows.length] ?? '', window.from, `large-${i}`),
            ]),
          ),
      );

    const { status, output, cause } = await runMachine(world.outputs.MonitorMachineArn, { ...CARE, window });

    expect([status, cause]).toEqual(['SUCCEEDED', '']);
    expect(output).toMatchObject({ kind: 'checked' });
    expect(await historyOf(world.outputs.MonitorMachineArn)).toEqual(
      expect.arrayContaining(['MapRunStarted', 'MapRunSucceeded']),
    );
    expect(await registryOf(world.outputs).health(CARE)).toMatchObject({
      rows: files.length,
      checkedAt: expect.any(String),
    });
  });

  it('needs no right that its roles do not have', async () => {
    const denied = world.cloud.frontDoor.requests.recent().filter(({ error }) => error?.startsWith('AccessDenied'));

    expect(denied).toEqual([]);
    expect(await functionErrors(world)).toEqual([]);
  });
});
