import { ACCOUNT, NotImplementedLocally, REGION, type ResourceKind, ServiceError } from '../service.ts';
import { parseLogFilter } from './log-filter.ts';
import type { LogLine, LogStore } from './log-store.ts';
import type { Input, Operation } from './operation.ts';

const groupArn = (name: string): string => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`;

/** Log groups of the template. Retention is longer than any local session; encryption at rest has no meaning here. */
export const logResources = (store: LogStore): Record<string, ResourceKind> => ({
  'AWS::Logs::LogGroup': {
    properties: ['LogGroupName', 'RetentionInDays', 'KmsKeyId', 'LogGroupClass', 'DeletionProtectionEnabled', 'Tags'],
    nameProperty: 'LogGroupName',
    attributes: (name) => ({ Arn: `${groupArn(name)}:*` }),
    create: ({ name }) => store.createGroup(name),
  },
  // It lets AWS services write to log groups; the services of the local cloud need no leave.
  'AWS::Logs::ResourcePolicy': {
    properties: ['PolicyName', 'PolicyDocument'],
    nameProperty: 'PolicyName',
    attributes: () => ({}),
    create: () => {},
  },
});

/** Reading the kept log lines. */
export const logOperations = (store: LogStore): Record<string, Operation> => {
  const groupOf = ({ logGroupName, logGroupIdentifier }: Input): string =>
    String(logGroupName ?? String(logGroupIdentifier).replace(/^arn:.*:log-group:([^:]+).*$/, '$1'));
  const linesOf = (input: Input): readonly LogLine[] => {
    const lines = store.lines(groupOf(input));
    if (!lines) throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
    return lines;
  };
  const onGroup = (action: string) => (input: Input) => [
    { action: `logs:${action}`, resource: `${groupArn(groupOf(input))}:*` },
  ];

  return {
    DescribeLogGroups: {
      access: () => [{ action: 'logs:DescribeLogGroups', resource: `${groupArn('*')}` }],
      run: ({ logGroupNamePrefix, logGroupNamePattern }) => ({
        logGroups: store
          .groups()
          .filter(
            ({ name }) =>
              name.startsWith(String(logGroupNamePrefix ?? '')) && name.includes(String(logGroupNamePattern ?? '')),
          )
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(({ name, createdAt, bytes }) => ({
            logGroupName: name,
            arn: `${groupArn(name)}:*`,
            logGroupArn: groupArn(name),
            creationTime: createdAt,
            storedBytes: bytes,
          })),
      }),
    },
    DescribeLogStreams: {
      access: onGroup('DescribeLogStreams'),
      run: (input) => {
        const streams = Map.groupBy(linesOf(input), ({ stream }) => stream);
        return {
          logStreams: [...streams]
            .filter(([name]) => name.startsWith(String(input.logStreamNamePrefix ?? '')))
            .map(([name, lines]) => ({
              logStreamName: name,
              firstEventTimestamp: lines[0]?.at,
              lastEventTimestamp: lines.at(-1)?.at,
              arn: `${groupArn(groupOf(input))}:log-stream:${name}`,
            })),
        };
      },
    },
    FilterLogEvents: {
      access: onGroup('FilterLogEvents'),
      run: (input) => {
        const test = parseLogFilter(String(input.filterPattern ?? ''));
        const streams = input.logStreamNames as string[] | undefined;
        const found = within(linesOf(input), input).filter(
          ({ message, stream }) =>
            test(message) &&
            (!streams || streams.includes(stream)) &&
            stream.startsWith(String(input.logStreamNamePrefix ?? '')),
        );
        const start = Number(input.nextToken ?? 0);
        const end = start + Number(input.limit ?? 10_000);
        return {
          events: found.slice(start, end).map(({ id, stream, at, message }) => ({
            eventId: id,
            logStreamName: stream,
            timestamp: at,
            ingestionTime: at,
            message,
          })),
          searchedLogStreams: [],
          ...(end < found.length ? { nextToken: String(end) } : {}),
        };
      },
    },
    GetLogEvents: {
      access: (input) => [
        {
          action: 'logs:GetLogEvents',
          resource: `${groupArn(groupOf(input))}:log-stream:${String(input.logStreamName)}`,
        },
      ],
      run: (input) => {
        if (input.nextToken !== undefined)
          throw new NotImplementedLocally('paging through GetLogEvents; FilterLogEvents pages');
        const lines = within(linesOf(input), input).filter(({ stream }) => stream === input.logStreamName);
        const limit = Number(input.limit ?? 10_000);
        const chosen = input.startFromHead === true ? lines.slice(0, limit) : lines.slice(-limit);
        return { events: chosen.map(({ at, message }) => ({ timestamp: at, ingestionTime: at, message })) };
      },
    },
  };
};

const within = (lines: readonly LogLine[], { startTime, endTime }: Input): LogLine[] =>
  lines.filter(({ at }) => at >= Number(startTime ?? 0) && at < Number(endTime ?? Number.POSITIVE_INFINITY));
