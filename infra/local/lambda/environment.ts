import type { Credentials } from '../front-door/credentials.ts';
import { REGION } from '../service.ts';
import type { LambdaFunction } from './function.ts';

/** What Lambda itself puts into a function's environment, and nothing of this machine's. */
export const environmentOf = (
  fn: LambdaFunction,
  endpoint: string,
  { accessKeyId, secretAccessKey, sessionToken = '' }: Credentials,
): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  // The one variable that AWS does not set: where the SDK finds the local cloud.
  AWS_ENDPOINT_URL: endpoint,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: fn.name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memory),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: '[$LATEST]local',
  LAMBDA_TASK_ROOT: fn.code,
  LANG: 'en_US.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  TZ: ':UTC',
  // The SDK would else read the AWS profiles of the person at the keyboard.
  HOME: fn.code,
  _HANDLER: fn.handler,
  // Windows opens no sockets without it.
  ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot, USERPROFILE: fn.code } : {}),
});
