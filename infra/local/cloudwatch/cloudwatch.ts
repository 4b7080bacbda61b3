import { type Deliver, type EmitMetric, type PutEvent, REGION, type Reply, type Service } from '../service.ts';
import { alarmOperations } from './alarm-operations.ts';
import { alarmResources } from './alarm-resources.ts';
import { type Alarms, createAlarms, type PublishToTopic } from './alarms.ts';
import { createPages, type PageRequest } from './dashboard/pages.ts';
import { createDashboards } from './dashboard-store.ts';
import { parseEmbeddedMetrics } from './emf.ts';
import { logOperations, logResources } from './log-operations.ts';
import { createLogStore } from './log-store.ts';
import { metricOperations } from './metric-operations.ts';
import { createMetricStore } from './metric-store.ts';
import { findOperation, type Operation, operationName, readInput } from './operation.ts';
import { single } from './series.ts';

export interface CloudWatchDeps {
  /** Where metrics and alarm states are kept; in memory when left out. */
  readonly folder?: string;
  /** Milliseconds since 1970. @default Date.now */
  now?(): number;
  readonly putEvent?: PutEvent;
  readonly publish?: PublishToTopic;
  readonly deliver?: Deliver;
  /** Log group of a function. @default `/aws/lambda/<name>` */
  logGroupOf?(functionName: string): string;
  onError?(error: unknown): void;
}

export interface CloudWatch extends Service {
  readonly emit: EmitMetric;
  /** Takes one line of a function's output: kept as a log line, and counted when it is in the embedded metric format. */
  onLog(functionName: string, line: string, requestId?: string): void;
  /** Keeps a line of another service, such as an access log. `group` is a name or an ARN. */
  writeLog(group: string, line: string, stream?: string): void;
  readonly alarms: Pick<Alarms, 'list' | 'stateOf' | 'evaluate'>;
  /** `/_local/dashboard`, `/_local/dashboard/<name>` and `/_local/alarms`; `undefined` for other paths. */
  pages(request: PageRequest): Promise<Reply | undefined>;
  /** Evaluates the alarms every five seconds from now on. */
  start(): void;
  stop(): void;
}

/** CloudWatch: metrics (embedded in logs, put, or emitted by services), alarms, dashboards, and the logs themselves. */
export const createCloudWatch = (deps: CloudWatchDeps): CloudWatch => {
  const now = deps.now ?? Date.now;
  const startedAt = now();
  const store = createMetricStore(deps.folder, startedAt);
  const logs = createLogStore(now);
  const dashboards = createDashboards();
  const { putEvent, publish, deliver, onError } = deps;
  const alarms = createAlarms({ store, now, putEvent, publish, deliver, onError });
  let timer: NodeJS.Timeout | undefined;

  const operations: Record<string, Operation> = {
    ...metricOperations(store, now),
    ...alarmOperations(alarms),
    ...dashboards.operations,
    ...logOperations(logs),
  };
  const jsonType = (name: string) =>
    name.includes('Log') ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0';
  const emit: EmitMetric = ({ namespace, name, dimensions, value, unit }) =>
    store.put({ namespace, name, dimensions, unit: unit ?? 'None', ...single(value, now()) });
  const evaluate = (): void => {
    try {
      alarms.evaluate();
    } catch (error) {
      onError?.(error);
    }
  };

  return {
    signingNames: ['monitoring', 'logs'],
    resources: { ...alarmResources(alarms), ...logResources(logs), 'AWS::CloudWatch::Dashboard': dashboards.kind },
    access: async (call) => findOperation(operations, call).access(await readInput(call)),
    handle: async (call) => {
      const output = findOperation(operations, call).run(await readInput(call));
      return { headers: { 'content-type': jsonType(operationName(call)) }, body: JSON.stringify(output) };
    },
    emit,
    onLog: (functionName, line) => {
      const group = deps.logGroupOf?.(functionName) ?? `/aws/lambda/${functionName}`;
      logs.write(group, streamOf(now()), line, now());
      const embedded = parseEmbeddedMetrics(line);
      for (const measurement of embedded?.measurements ?? []) store.put(measurement);
      for (const _ of embedded?.problems ?? [])
        emit({
          namespace: 'AWS/Logs',
          name: 'EMFValidationErrors',
          dimensions: { LogGroupName: group },
          value: 1,
          unit: 'Count',
        });
    },
    writeLog: (group, line, stream) =>
      logs.write(group.replace(/^arn:.*:log-group:([^:]+).*$/, '$1'), stream ?? streamOf(now()), line, now()),
    alarms,
    pages: createPages({ store, alarms, dashboards: dashboards.list, now, startedAt, region: REGION }),
    start: () => {
      timer ??= setInterval(evaluate, 5000);
      evaluate();
    },
    stop: () => {
      clearInterval(timer);
      store.close();
    },
  };
};

/** Like Lambda's own stream names, without the instance, which the log lines do not tell. */
const streamOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]local`;
