import { type Policy, parsePolicy } from './policy.ts';

const allow = (actions: readonly string[]): Policy =>
  parsePolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: '*' } });

const tracing = allow([
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
]);

/** Policies of AWS itself, with the content that AWS publishes for them. Any other one is refused by name. */
export const awsManagedPolicies: ReadonlyMap<string, Policy> = new Map([
  [
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']),
  ],
  ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess', tracing],
  ['arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess', tracing],
]);
