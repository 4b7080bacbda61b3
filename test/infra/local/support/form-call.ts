import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Credentials, operatorKeys } from '../../../../infra/local/front-door/credentials.ts';
import { clientOf } from './test-cloud.ts';

interface Sendable {
  readonly headers: Record<string, string>;
  body: string;
}

/** Sends a form to a service that has no SDK client here (STS), signed by the SDK itself. Gives status and text. */
export const formCall = async (
  cloud: { readonly endpoint: string },
  service: string,
  form: Readonly<Record<string, string>>,
  credentials: Credentials = operatorKeys,
): Promise<{ readonly status: number; readonly text: string }> => {
  let answer: { status: number; text: string } | undefined;
  const client = new CloudFormationClient({
    ...clientOf(cloud, credentials),
    ...{ signingName: service },
    requestHandler: {
      handle: async (request: Sendable & { method: string; path: string }) => {
        const { host: _, ...headers } = request.headers;
        const response = await fetch(cloud.endpoint + request.path, {
          method: request.method,
          headers,
          body: request.body,
        });
        answer = { status: response.status, text: await response.text() };
        throw new Error('answered');
      },
    },
  });
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Sendable;
      request.body = new URLSearchParams(form).toString();
      request.headers['content-length'] = String(request.body.length);
      return next(args);
    },
    { step: 'build', priority: 'low', name: 'form' },
  );
  await client.send(new ListStacksCommand({})).catch((error: Error) => {
    if (!answer) throw error;
  });
  if (!answer) throw new Error('The call was not sent.');
  return answer;
};
