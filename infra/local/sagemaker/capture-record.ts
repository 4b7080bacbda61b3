import type { DataCaptureConfig } from './requests.ts';

/** One body that passed an endpoint. */
interface Payload {
  readonly contentType: string;
  readonly body: Buffer;
}

export interface Exchange {
  readonly input: Payload;
  readonly output: Payload;
  readonly eventId: string;
  readonly inferenceId?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One line of a Data Capture file, fields and order as SageMaker writes them (FACTS 4.1). */
export const captureLine = (
  config: DataCaptureConfig,
  { input, output, eventId, inferenceId, at }: Exchange,
): string => {
  const modes = config.CaptureOptions.map((option) => option.CaptureMode);
  return JSON.stringify({
    captureData: {
      ...(modes.includes('Input') && { endpointInput: half('INPUT', input, config) }),
      ...(modes.includes('Output') && { endpointOutput: half('OUTPUT', output, config) }),
    },
    eventMetadata: {
      eventId,
      ...(inferenceId && { inferenceId }),
      inferenceTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    },
    eventVersion: '0',
  });
};

const half = (mode: 'INPUT' | 'OUTPUT', { contentType, body }: Payload, config: DataCaptureConfig) => {
  const encoding = encodingOf(contentType, config);
  const data = body.toString(encoding === 'BASE64' ? 'base64' : 'utf8');
  return { observedContentType: contentType, mode, data, encoding };
};

/** A content type that is declared neither as CSV nor as JSON is written as base64. */
const encodingOf = (contentType: string, config: DataCaptureConfig): 'CSV' | 'JSON' | 'BASE64' => {
  const { CsvContentTypes = [], JsonContentTypes = [] } = config.CaptureContentTypeHeader ?? {};
  const observed = mediaType(contentType);
  if (CsvContentTypes.some((type) => mediaType(type) === observed)) return 'CSV';
  return JsonContentTypes.some((type) => mediaType(type) === observed) ? 'JSON' : 'BASE64';
};

const mediaType = (header: string): string => (header.split(';')[0] ?? '').trim().toLowerCase();
