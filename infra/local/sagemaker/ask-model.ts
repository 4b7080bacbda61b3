import type { Call } from '../service.ts';

/** The longest a model may think. */
const PATIENCE_MS = 60_000;

/** The prefix of the runtime's own headers. */
export const HEADER = 'x-amzn-sagemaker-';

export const sageMakerHeader = (call: Call, name: string): string | undefined => {
  const value = call.headers[HEADER + name];
  return typeof value === 'string' ? value : undefined;
};

/** What a model server answered. */
export interface Answer {
  /** 0 when the model server gave none. */
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  readonly custom: Readonly<Record<string, string>>;
}

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;
export const isClientError = ({ status }: Answer): boolean => status >= 400 && status < 500;

/** Passes a request on to a model server. Never throws: no answer is an answer too. */
export const ask = async (url: string, body: Buffer, contentType: string, call: Call): Promise<Answer> => {
  const attributes = sageMakerHeader(call, 'custom-attributes');
  try {
    const response = await fetch(`${url}/invocations`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: {
        'content-type': contentType,
        ...(call.headers.accept && { accept: call.headers.accept }),
        ...(attributes && { 'x-amzn-sagemaker-custom-attributes': attributes }),
      },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const returned = response.headers.get('x-amzn-sagemaker-custom-attributes');
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
      body: Buffer.from(await response.arrayBuffer()),
      custom: returned ? { 'x-amzn-sagemaker-custom-attributes': returned } : {},
    };
  } catch (error) {
    const why =
      (error as Error).name === 'TimeoutError'
        ? 'Your invocation timed out while waiting for a response from container primary.'
        : 'The model server is gone.';
    return { status: 0, contentType: 'text/plain', body: Buffer.from(why), custom: {} };
  }
};
