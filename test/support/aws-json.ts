import { createServer } from 'node:http';

/** An AWS error as the JSON protocols send it. */
export class AwsError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface AwsEndpoint {
  /** Settings for an SDK client that speaks to it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly maxAttempts: number;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  stop(): Promise<void>;
}

/** An endpoint on this machine that answers SDK calls with what `answer` says; `operation` is the name after the dot, or the path. */
export const awsEndpoint = async (
  answer: (operation: string, input: Record<string, unknown>) => unknown,
): Promise<AwsEndpoint> => {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const operation = String(request.headers['x-amz-target'] ?? request.url)
      .split('.')
      .at(-1);
    try {
      const input = JSON.parse(Buffer.concat(parts).toString('utf8') || '{}');
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(answer(operation ?? '', input)));
    } catch (error) {
      const code = error instanceof AwsError ? error.code : 'InternalFailure';
      response.statusCode = 400;
      response.setHeader('x-amzn-errortype', code);
      response.end(JSON.stringify({ __type: code, message: code }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    client: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
