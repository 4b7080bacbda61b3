import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readRows, requestType, responseType, writePredictions } from './content-types.ts';
import type { Model } from './inference.ts';
import { Refusal } from './refusal.ts';

/** Largest request that SageMaker passes to a real-time endpoint. */
const LARGEST_BODY = 6 * 1024 * 1024;

/**
 * The container contract of SageMaker hosting: `GET /ping` and `POST /invocations`. `model` gives nothing until the graph is loaded.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
 */
export const serve = (model: () => Model | undefined, log: (line: string) => void = console.error): Server =>
  createServer(async (request, response) => {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    try {
      if (route === 'GET /ping') answer(response, model() ? 200 : 503);
      else if (route === 'POST /invocations') await invoke(request, response, model());
      else throw new Refusal(`there is no ${route}; this server has GET /ping and POST /invocations`, 404);
    } catch (error) {
      if (!(error instanceof Refusal)) log(`${route} failed: ${(error as Error).stack}`);
      // After a refusal the rest of the body is not read, so the connection cannot be used again.
      if (!request.complete) response.setHeader('connection', 'close');
      const [status, message] =
        error instanceof Refusal ? [error.status, error.message] : [500, 'the model failed on this request'];
      answer(response, status, JSON.stringify({ error: message }), 'application/json');
    }
  });

const invoke = async (request: IncomingMessage, response: ServerResponse, model: Model | undefined): Promise<void> => {
  if (!model) throw new Refusal('the model is not loaded yet', 503);
  const type = requestType(request.headers['content-type']);
  const answerType = responseType(request.headers.accept, type);
  const rows = readRows(type, await bodyOf(request), model.columns);
  answer(response, 200, writePredictions(answerType, await model.predict(rows)), answerType);
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY) throw new Refusal(`the request is larger than ${LARGEST_BODY} bytes`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const answer = (response: ServerResponse, status: number, body = '', contentType = 'text/plain'): void => {
  response.writeHead(status, {
    'content-type': `${contentType}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
};
