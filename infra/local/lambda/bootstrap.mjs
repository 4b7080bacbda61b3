// What the managed nodejs24.x runtime does: loads the handler, then asks the Runtime API for one event after another.
// Plain JavaScript, because it starts with every instance and must start fast.
import { existsSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const runtime = new URL(`http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/`);
const agent = new http.Agent({ keepAlive: true });

const call = (method, route, body, headers = {}) =>
  new Promise((resolve, reject) => {
    const request = http.request(new URL(route, runtime), { method, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });

// The host holds the other end of standard input. When it is gone, nobody waits for an answer any more.
process.stdin.on('close', () => process.exit(0)).on('error', () => process.exit(0));
process.stdin.resume();
process.stdin.unref?.();

const failure = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const runtimeError = (name, message, cause) => {
  const error = new Error(message);
  error.name = name;
  if (cause?.stack) error.stack = cause.stack;
  return error;
};

const loadModule = async (file) => {
  for (const extension of ['.js', '.mjs', '.cjs']) {
    if (!existsSync(file + extension)) continue;
    if (extension === '.cjs') return createRequire(import.meta.url)(file + extension);
    return await import(pathToFileURL(file + extension).href);
  }
  throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(file)}'`);
};

const loadHandler = async () => {
  const wanted = process.env._HANDLER ?? '';
  const [, file, names] = /^((?:.*\/)?[^.]*)\.(.+)$/.exec(wanted) ?? [];
  if (!file) throw runtimeError('Runtime.MalformedHandlerName', `Bad handler ${wanted}`);
  let loaded;
  try {
    loaded = await loadModule(path.resolve(process.env.LAMBDA_TASK_ROOT ?? '.', file));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw runtimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error);
    if (error?.code === 'ERR_MODULE_NOT_FOUND' || error?.code === 'MODULE_NOT_FOUND')
      throw runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`, error);
    throw error;
  }
  const find = (from) => names.split('.').reduce((value, name) => value?.[name], from);
  const handler = find(loaded) ?? find(loaded.default);
  if (typeof handler !== 'function')
    throw runtimeError('Runtime.HandlerNotFound', `${wanted} is undefined or not exported`);
  if (handler.length > 2)
    throw runtimeError('Runtime.CallbackHandlerDeprecated', 'Node.js 24 has no callback handlers: return a promise.');
  return handler;
};

const contextOf = (headers, deadline) => ({
  awsRequestId: headers['lambda-runtime-aws-request-id'],
  invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => deadline - Date.now(),
});

/** Tells the host, in the streams themselves, that what came before belongs to this request. */
const endLogs = (id) => {
  process.stdout.write(`\u0000${id}\n`);
  process.stderr.write(`\u0000${id}\n`);
};

let current;
const answer = async (id, kind, value) => {
  current = undefined;
  endLogs(id);
  const headers = kind === 'error' ? { 'lambda-runtime-function-error-type': value.errorType } : {};
  await call('POST', `invocation/${id}/${kind}`, JSON.stringify(value) ?? 'null', headers);
};

const die = (name, exitCode) => async (error) => {
  const id = current;
  const told = { ...failure(error), ...(name && { errorType: name }) };
  if (id) await answer(id, 'error', told).catch(() => {});
  process.exit(exitCode);
};
process.on('uncaughtException', die(undefined, 129));
process.on('unhandledRejection', die('Runtime.UnhandledPromiseRejection', 128));

const handler = await loadHandler().catch(async (error) => {
  await call('POST', 'init/error', JSON.stringify(failure(error)));
  process.exit(1);
});

for (;;) {
  const { headers, body } = await call('GET', 'invocation/next').catch(() => process.exit(0));
  const id = headers['lambda-runtime-aws-request-id'];
  current = id;
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  try {
    const result = await handler(JSON.parse(body), contextOf(headers, Number(headers['lambda-runtime-deadline-ms'])));
    await answer(id, 'response', result);
  } catch (error) {
    await answer(id, 'error', failure(error));
  }
}
