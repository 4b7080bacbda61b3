import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply, ServiceError } from '../service.ts';

/** An error as the JSON protocols carry it. The header makes REST-JSON clients understand it too. */
export const jsonErrorReply = ({ code, message, status, fields }: ServiceError): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, message, ...fields }),
});

/** An error as the query protocol (STS, CloudFormation, IAM) carries it. */
export const queryErrorReply = ({ code, message, status }: ServiceError): Reply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${xml(code)}</Code><Message>${xml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
});

/** Text made safe for XML content. */
export const xml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Sends the reply; a body that is a stream is sent as it comes. */
export const send = async (response: ServerResponse, { status = 200, headers = {}, body }: Reply): Promise<void> => {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  if (!given.has('x-amzn-requestid')) response.setHeader('x-amzn-requestid', randomUUID());
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    await pipeline(body, response);
    return;
  }
  const length = body === undefined ? 0 : Buffer.byteLength(body);
  if (!given.has('content-length') && status !== 204 && status !== 304) response.setHeader('content-length', length);
  response.writeHead(status, headers);
  response.end(body);
};
