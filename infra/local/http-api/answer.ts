export interface Answer {
  readonly status: number;
  /** Several `set-cookie` values are why a value may be a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** What API Gateway itself says, such as `{"message":"Not Found"}`. */
export const gatewayAnswer = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ message })),
});

/** Turns a function's result into the response; `undefined` when API Gateway could not make sense of it (it answers 500). */
export const lambdaAnswer = (result: unknown): Answer | undefined => {
  if (!isRecord(result) || !('statusCode' in result)) return inferred(result);
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (result.body !== undefined && result.body !== null && typeof result.body !== 'string') return undefined;

  const headers: Record<string, string | readonly string[]> = { 'content-type': 'text/plain;charset=UTF-8' };
  for (const [name, value] of Object.entries(isRecord(result.headers) ? result.headers : {}))
    if (!hopByHop.has(name.toLowerCase())) headers[name.toLowerCase()] = String(value);
  if (Array.isArray(result.cookies)) headers['set-cookie'] = result.cookies.map(String);
  return { status, headers, body: Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8') };
};

/** Without a status code the whole result is the JSON body of a 200. */
const inferred = (result: unknown): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof result === 'string' ? result : (JSON.stringify(result) ?? '')),
});

const hopByHop = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
