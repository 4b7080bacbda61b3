import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloudWatch } from '../../../../infra/local/cloudwatch/cloudwatch.ts';
import { type Access, type Call, ServiceError } from '../../../../infra/local/service.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const cloudWatch = createCloudWatch({ now: () => noon });
const asked: Access[] = [];
let metrics: CloudWatchClient;
let logs: CloudWatchLogsClient;

/** The least of a front door: it reads the operation from the target, and answers errors as JSON. */
const server = createServer(async (request, response) => {
  const call = await callOf(request);
  try {
    asked.push(...(await cloudWatch.access(call)));
    const { status, headers, body } = await cloudWatch.handle(call);
    response.writeHead(status ?? 200, headers).end(body);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    response.writeHead(error.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: error.code, message: error.message }));
  }
});

const callOf = async (request: IncomingMessage): Promise<Call> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return {
    operation: String(request.headers['x-amz-target']),
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: request.headers,
    caller: { kind: 'operator' },
    stream: Readable.from([body]),
    bytes: async () => body,
    json: async () => JSON.parse(body.toString('utf8')),
  };
};

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const options = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  metrics = new CloudWatchClient(options);
  logs = new CloudWatchLogsClient(options);
});

afterAll(() => {
  metrics.destroy();
  logs.destroy();
  cloudWatch.stop();
  server.closeAllConnections();
  server.close();
});

const at = (seconds: number) => new Date(noon + seconds * 1000);
const put = (namespace: string, values: readonly (readonly [number, number])[]) =>
  metrics.send(
    new PutMetricDataCommand({
      Namespace: namespace,
      MetricData: values.map(([seconds, Value]) => ({
        MetricName: 'Orders',
        Dimensions: [{ Name: 'Shop', Value: 'a' }],
        Timestamp: at(seconds),
        Value,
        Unit: 'Count',
      })),
    }),
  );

describe('CloudWatch through the installed SDK', () => {
  it('keeps what is put and gives statistics by period', async () => {
    await put('Sums', [
      [0, 1],
      [30, 5],
      [60, 10],
    ]);

    const { Datapoints } = await metrics.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Sums',
        MetricName: 'Orders',
        Dimensions: [{ Name: 'Shop', Value: 'a' }],
        StartTime: at(0),
        EndTime: at(120),
        Period: 60,
        Statistics: ['Sum', 'Average'],
        ExtendedStatistics: ['p50'],
      }),
    );

    expect(Datapoints).toEqual([
      { Timestamp: at(0), Unit: 'Count', Sum: 6, Average: 3, ExtendedStatistics: { p50: 1 } },
      { Timestamp: at(60), Unit: 'Count', Sum: 10, Average: 10, ExtendedStatistics: { p50: 10 } },
    ]);
    expect(asked).toContainEqual({
      action: 'cloudwatch:PutMetricData',
      resource: '*',
      context: { 'cloudwatch:namespace': 'Sums' },
    });
  });

  it('takes a large put that the SDK has compressed', async () => {
    await put(
      'Large',
      Array.from({ length: 500 }, (_, index) => [index / 10, 1] as const),
    );

    const { MetricDataResults } = await metrics.send(
      new GetMetricDataCommand({
        StartTime: at(0),
        EndTime: at(60),
        MetricDataQueries: [
          {
            Id: 'm1',
            MetricStat: {
              Metric: { Namespace: 'Large', MetricName: 'Orders', Dimensions: [{ Name: 'Shop', Value: 'a' }] },
              Period: 60,
              Stat: 'SampleCount',
            },
          },
        ],
      }),
    );

    expect(MetricDataResults?.[0]?.Values).toEqual([500]);
  });

  it('computes metric math and returns newest first', async () => {
    await put('Math', [
      [0, 4],
      [120, 8],
    ]);
    const { MetricDataResults } = await metrics.send(
      new GetMetricDataCommand({
        StartTime: at(0),
        EndTime: at(180),
        MetricDataQueries: [
          { Id: 'e1', Expression: '100 * FILL(m1, 0) / 8', Label: 'share' },
          {
            Id: 'm1',
            ReturnData: false,
            MetricStat: {
              Metric: { Namespace: 'Math', MetricName: 'Orders', Dimensions: [{ Name: 'Shop', Value: 'a' }] },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );

    expect(MetricDataResults).toEqual([
      { Id: 'e1', Label: 'share', StatusCode: 'Complete', Timestamps: [at(120), at(60), at(0)], Values: [100, 0, 50] },
    ]);
  });

  it('lists metrics, and the dashboards of the template', async () => {
    await put('Listed', [[0, 1]]);
    const { Metrics } = await metrics.send(
      new ListMetricsCommand({ Namespace: 'Listed', Dimensions: [{ Name: 'Shop' }] }),
    );
    expect(Metrics).toEqual([
      { Namespace: 'Listed', MetricName: 'Orders', Dimensions: [{ Name: 'Shop', Value: 'a' }] },
    ]);

    await cloudWatch.resources['AWS::CloudWatch::Dashboard']?.create({
      logicalId: 'D',
      type: 'AWS::CloudWatch::Dashboard',
      name: 'fleet',
      properties: { DashboardBody: '{"widgets":[]}' },
    });
    expect(
      (await metrics.send(new ListDashboardsCommand())).DashboardEntries?.map(({ DashboardName }) => DashboardName),
    ).toEqual(['fleet']);
    expect((await metrics.send(new GetDashboardCommand({ DashboardName: 'fleet' }))).DashboardBody).toBe(
      '{"widgets":[]}',
    );
    await expect(metrics.send(new GetDashboardCommand({ DashboardName: 'other' }))).rejects.toThrow(
      'There is no dashboard other',
    );
  });

  it('describes alarms of the template and lets a state be set by hand', async () => {
    await cloudWatch.resources['AWS::CloudWatch::Alarm']?.create({
      logicalId: 'A',
      type: 'AWS::CloudWatch::Alarm',
      name: 'failures',
      properties: {
        MetricName: 'Failures',
        Namespace: 'Shop',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      },
    });
    await metrics.send(
      new SetAlarmStateCommand({ AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'a drill' }),
    );

    const { MetricAlarms } = await metrics.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: 'failures',
        StateValue: 'ALARM',
        StateReason: 'a drill',
        StateUpdatedTimestamp: new Date(noon),
        Period: 60,
      },
    ]);
  });

  it('refuses by name what it does not implement', async () => {
    const alarm = { AlarmName: 'x', EvaluationPeriods: 1, ComparisonOperator: 'LessThanThreshold' } as const;
    await expect(metrics.send(new PutMetricAlarmCommand(alarm))).rejects.toThrow('PutMetricAlarm');
    const insight = new GetMetricDataCommand({
      StartTime: at(0),
      EndTime: at(60),
      MetricDataQueries: [{ Id: 'e1', Expression: 'ANOMALY_DETECTION_BAND(SEARCH("{Shop}", "Sum", 60))' }],
    });
    await expect(metrics.send(insight)).rejects.toThrow('ANOMALY_DETECTION_BAND');
  });

  it('keeps the lines of functions: filtered, by stream, by group', async () => {
    cloudWatch.onLog('validate', '{"level":"error","ms":120,"reason":"pickle"}');
    cloudWatch.onLog('validate', '{"level":"info","ms":3}');
    cloudWatch.writeLog('arn:aws:logs:eu-central-1:000000000000:log-group:/site/access:*', 'GET / 200', 'a');
    const logGroupName = '/aws/lambda/validate';
    const filter = async (filterPattern: string) =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }))).events?.map(
        ({ message }) => message,
      );

    expect(await filter('{ $.level = "err*" && $.ms > 100 }')).toEqual([
      '{"level":"error","ms":120,"reason":"pickle"}',
    ]);
    expect(await filter('level -error')).toEqual(['{"level":"info","ms":3}']);
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand());
    expect(logGroups?.map((group) => group.logGroupName)).toEqual([logGroupName, '/site/access']);
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams?.map((stream) => stream.logStreamName)).toEqual(['2026/01/05/[$LATEST]local']);
    const { events } = await logs.send(new GetLogEventsCommand({ logGroupName: '/site/access', logStreamName: 'a' }));
    expect(events).toEqual([{ timestamp: noon, ingestionTime: noon, message: 'GET / 200' }]);
    await expect(logs.send(new FilterLogEventsCommand({ logGroupName: 'none' }))).rejects.toThrow(
      'log group does not exist',
    );
  });
});
