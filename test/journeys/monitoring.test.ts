import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { runMachine } from '../../infra/cli/commands/run-machine.ts';
import { registryOf } from '../../infra/cli/ports.ts';
import { waitForMail } from '../../infra/demo/approver.ts';
import { nextSecond } from '../../infra/demo/story.ts';
import { s3, stepFunctions } from '../../shared/adapters/clients.ts';
import { hoursBetween } from '../../shared/adapters/s3-traffic-files.ts';
import { capturePrefix, labelsPrefix, observationsPrefix, scheduleName } from '../../shared/deployment/names.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { ONE_PASS } from '../../shared/monitoring/batches.ts';
import { bringLive, functionErrors, openWorld, until, type World } from './journey.ts';

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

/** Ground truth in SageMaker's format. */
const truth = (eventId: string, data: string): string =>
  JSON.stringify({ groundTruthData: { data, encoding: 'CSV' }, eventMetadata: { eventId }, eventVersion: '0' });

const put = (Bucket: string, Key: string, lines: readonly string[]) =>
  s3().send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(`${lines.join('\n')}\n`) }));

/** Answers that depend on nothing but the row's number. */
const answerTo = (i: number): string => (0.1 + 0.8 * ((i * 0.618034) % 1)).toFixed(3);

/** The example's manifest as that of a model that runs elsewhere. */
const externalManifest = async (baseline: string): Promise<string> => {
  const { team, owner, submitter, purpose, risk, task, signature } = parse(
    await readFile('examples/care-demand/manifest.yaml', 'utf8'),
  );
  return stringify({
    apiVersion: 'slipway/external/v1',
    model: 'care-elsewhere',
    version: '1.0.0',
    ...{ team, owner, submitter, purpose, risk, task, signature },
    runsAt: 'a machine that Slipway does not know',
    files: { baseline: { path: 'baseline.csv', sha256: sha256(baseline) } },
  });
};

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
            put(
              world.cloud.output('CaptureBucket'),
              `${capturePrefix(CARE)}${folder}/${String(i).padStart(4, '0')}.jsonl`,
              [record(rows[i % rows.length] ?? '', window.from, `large-${i}`)],
            ),
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
});

describe('late labels of a live model', { timeout: 60_000 }, () => {
  /** Traffic of an hour, and the truth about it: by the label of the file, or by something the model hardly reads. */
  const check = async (hours: number, truthOf: (cells: readonly string[], label: string) => string) => {
    const window = hourBefore(hours);
    const [hour] = hoursBetween(new Date(window.from), new Date(window.to));
    const [, ...lines] = (await readFile('examples/care-demand/traffic.csv', 'utf8')).trim().split('\n');
    const rows = lines.map((line) => line.split(','));
    const records = rows.map((cells, i) => record(cells.slice(0, 8).join(','), window.from, `${hours}-${i}`));
    const truths = rows.map((cells, i) => truth(`${hours}-${i}`, truthOf(cells, cells[8] ?? '')));
    await put(world.cloud.output('CaptureBucket'), `${capturePrefix(CARE)}${hour}/labelled.jsonl`, records);
    await put(world.outputs.IntakeBucket, `${labelsPrefix(CARE)}${hour}/labels.jsonl`, truths);
    const { output, status } = await runMachine(world.outputs.MonitorMachineArn, { ...CARE, window });
    expect(status).toBe('SUCCEEDED');
    const stored = { Bucket: world.outputs.EvidenceBucket, Key: String(output.report) };
    const page = await (await s3().send(new GetObjectCommand(stored))).Body?.transformToString();
    return { page: page ?? '', health: await registryOf(world.outputs).health(CARE) };
  };

  it('tell which columns its answers rest on: the endpoint is asked again, and what it answers there is no traffic', async () => {
    const from = (await nextSecond()).toISOString();
    const asReleased = await check(8, (_, label) => label);
    expect(asReleased.health).toMatchObject({ rows: 800, importance: { verdict: 'as-released' } });
    expect(asReleased.page).toContain('right for the same reasons as at release');

    const turned = await check(7, (cells) => (cells[6] === 'excellent' ? '0' : '1'));
    expect(turned.health).toMatchObject({ rows: 800, importance: { verdict: 'changed' } });
    expect(turned.page).toContain('right for other reasons than at release');
    await waitForMail(world.mailbox, 'ada@example.com', 'right for other reasons');

    // Captured like any request, and yet no traffic.
    await pause(2500);
    const captured = await s3().send(
      new ListObjectsV2Command({
        Bucket: world.cloud.output('CaptureBucket'),
        Prefix: `${capturePrefix(CARE)}${hoursBetween(new Date(from), new Date(Date.parse(from) + 1))[0]}/`,
      }),
    );
    expect(captured.KeyCount).toBeGreaterThan(0);
    const window = { from, to: (await nextSecond()).toISOString() };
    const { output } = await runMachine(world.outputs.MonitorMachineArn, { ...CARE, window });
    expect(output).toMatchObject({
      verdict: 'not-enough-evidence',
      sentence: expect.stringContaining('0 rows arrived'),
    });
  });
});

describe('a model that runs elsewhere', { timeout: 60_000 }, () => {
  const ELSEWHERE = { team: 'benefits', model: 'care-elsewhere' };

  it('is registered by its external.yaml, scheduled, and its pushed records are checked like captured ones', async () => {
    const rows = await rowsOf('baseline.csv');
    const [header = ''] = (await readFile('examples/care-demand/baseline.csv', 'utf8')).split('\n');
    const inputs = header.trim().split(',').slice(0, 8).join(',');
    const baseline = `${inputs},frequent_visits_probability\n${rows.map((row, i) => `${row},${answerTo(i)}`).join('\n')}\n`;
    const folder = `${ELSEWHERE.team}/${ELSEWHERE.model}/1.0.0/`;
    const Bucket = world.outputs.IntakeBucket;
    await s3().send(new PutObjectCommand({ Bucket, Key: `${folder}baseline.csv`, Body: Buffer.from(baseline) }));
    const manifest = await externalManifest(baseline);
    await s3().send(new PutObjectCommand({ Bucket, Key: `${folder}external.yaml`, Body: Buffer.from(manifest) }));
    await until(world, { ...ELSEWHERE, version: '1.0.0' }, 'external.registered');
    await vi.waitFor(
      () =>
        new SchedulerClient({}).send(
          new GetScheduleCommand({ Name: scheduleName(ELSEWHERE), GroupName: world.cloud.output('ScheduleGroup') }),
        ),
      { timeout: 10_000, interval: 200 },
    );

    const check = async (hours: number, file: string) => {
      const window = hourBefore(hours);
      const [hour] = hoursBetween(new Date(window.from), new Date(window.to));
      const lines = (await rowsOf(file)).map((row, i) => record(row, window.from, `${hours}-${i}`, answerTo(i)));
      await put(Bucket, `${observationsPrefix(ELSEWHERE)}${hour}/records.jsonl`, lines);
      const truths = lines.map((_, i) => truth(`${hours}-${i}`, Number(answerTo(i)) > 0.5 ? '1' : '0'));
      await put(Bucket, `${labelsPrefix(ELSEWHERE)}${hour}/labels.jsonl`, truths);
      return (await runMachine(world.outputs.MonitorMachineArn, { ...ELSEWHERE, window })).output;
    };
    expect(await check(12, 'traffic.csv')).toMatchObject({ kind: 'checked', verdict: 'stable' });
    expect(await check(11, 'drifted.csv')).toMatchObject({ verdict: 'drifted', reaction: 'none' });
    expect(await check(10, 'drifted.csv')).toMatchObject({ verdict: 'drifted', reaction: 'alert' });
    await waitForMail(world.mailbox, 'ada@example.com', 'care-elsewhere');
    expect(await registryOf(world.outputs).health(ELSEWHERE)).toMatchObject({
      alarm: true,
      quality: { verdict: 'measured', sentence: expect.stringContaining('(100 %)') },
    });
  });
});

describe('all of that', () => {
  it('needs no right that its roles do not have', async () => {
    const denied = world.cloud.frontDoor.requests.recent().filter(({ error }) => error?.startsWith('AccessDenied'));

    expect(denied).toEqual([]);
    expect(await functionErrors(world)).toEqual([]);
  });
});
