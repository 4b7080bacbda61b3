import { ACCOUNT } from '../service.ts';
import type { Answer } from './answer.ts';
import { commonLogTime, type Received } from './payload.ts';

/** One request with its answer; `took` is in milliseconds. */
export interface Exchange {
  readonly received: Received;
  readonly answer: Answer;
  readonly requestId: string;
  readonly at: Date;
  readonly took: number;
  readonly key: string;
  readonly id: string;
}

/** Fills the `$context` variables of an access log format; an unknown one becomes `-`, as on AWS. */
export const accessLine = (format: string, { received, answer, requestId, at, took, key, id }: Exchange): string => {
  const values: Record<string, string> = {
    accountId: ACCOUNT,
    apiId: id,
    domainName: received.headers.host ?? '-',
    httpMethod: received.method,
    'identity.sourceIp': received.sourceIp,
    'identity.userAgent': received.headers['user-agent'] ?? '-',
    integrationLatency: String(took),
    path: received.url.split('?')[0] ?? '/',
    protocol: received.protocol,
    requestId,
    requestTime: commonLogTime(at),
    requestTimeEpoch: String(at.getTime()),
    responseLatency: String(took),
    responseLength: String(answer.body.length),
    routeKey: key || '-',
    stage: '$default',
    status: String(answer.status),
  };
  return format.replace(/\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g, (_, name: string) => jsonSafe(values[name] ?? '-'));
};

/** Formats are JSON templates as a rule, so a quote in a user agent must not break out of its string. */
const jsonSafe = (value: string): string => JSON.stringify(value).slice(1, -1);
