import { readInputs, readOutputs } from './capture-bodies.ts';
import { type Body, type CaptureShape, Unreadable } from './capture-shape.ts';
import type { Row } from './cells.ts';

export type CaptureReading =
  | {
      readonly kind: 'rows';
      readonly rows: readonly Row[];
      readonly eventId?: string;
      readonly inferenceId?: string;
      readonly inferenceTime?: string;
    }
  | { readonly kind: 'malformed'; readonly reason: string; readonly eventId?: string };

/**
 * Reads one line of SageMaker Data Capture: CSV, JSON or base64 bodies, each half in its own encoding, one or many rows.
 * What cannot be read is an answer, not an exception: one bad record must not cost the window.
 */
export const readCapture = (line: string, shape: CaptureShape): CaptureReading => {
  const record = object(parsed(line));
  if (!record) return { kind: 'malformed', reason: 'the line is not a JSON object' };
  const event = object(record.eventMetadata);
  const named = { eventId: text(event?.eventId) };
  const halves = object(record.captureData);
  if (!halves) return { kind: 'malformed', reason: 'the record has no captureData', ...named };
  try {
    const input = body(halves.endpointInput);
    const output = body(halves.endpointOutput);
    if (!input && !output) return { kind: 'malformed', reason: 'the record has neither input nor output', ...named };
    const inputs = input && shape.features.length > 0 ? readInputs(input, shape) : undefined;
    const outputs = output && readOutputs(output, shape, inputs?.length);
    if (inputs && outputs && inputs.length !== outputs.length) {
      return { kind: 'malformed', reason: `${inputs.length} rows asked, ${outputs.length} answered`, ...named };
    }
    const rows = Array.from({ length: inputs?.length ?? outputs?.length ?? 0 }, (_, i) => ({
      inputs: inputs?.[i],
      output: outputs?.[i],
    }));
    return {
      kind: 'rows',
      rows,
      ...named,
      inferenceId: text(event?.inferenceId),
      inferenceTime: text(event?.inferenceTime),
    };
  } catch (error) {
    if (error instanceof Unreadable) return { kind: 'malformed', reason: error.message, ...named };
    throw error;
  }
};

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

const body = (half: unknown): Body | undefined => {
  const { data, encoding, observedContentType = '' } = object(half) ?? {};
  if (data === undefined || data === null) return undefined;
  const type = String(observedContentType).toLowerCase();
  switch (encoding) {
    case 'CSV':
      return { text: String(data), json: false };
    case 'JSON':
      return { text: typeof data === 'string' ? data : JSON.stringify(data), json: true };
    case 'BASE64': {
      const decoded = utf8(String(data));
      return { text: decoded, json: type.includes('json') || (!type.includes('csv') && /^\s*[[{]/.test(decoded)) };
    }
    default:
      throw new Unreadable(`the encoding ${String(encoding).slice(0, 20)} is not CSV, JSON or BASE64`);
  }
};

const utf8 = (encoded: string): string => {
  if (!BASE64.test(encoded)) throw new Unreadable('the body is not base64');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    throw new Unreadable('the base64 body is binary, neither CSV nor JSON');
  }
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const object = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
