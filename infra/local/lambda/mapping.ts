import { NotImplementedLocally, type Resource, ServiceError } from '../service.ts';
import { functionNameOf } from './function-name.ts';

/** What `AWS::Lambda::EventSourceMapping` says about a table's stream and a function. */
export interface Mapping {
  readonly id: string;
  readonly streamArn: string;
  readonly functionName: string;
  readonly enabled: boolean;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly batchSize: number;
  /** Milliseconds to wait for a batch to fill. */
  readonly window: number;
  readonly bisect: boolean;
  /** -1 is for ever. */
  readonly retries: number;
  /** Seconds; -1 is for ever. */
  readonly maximumAge: number;
  readonly reportsItemFailures: boolean;
  /** Event patterns; a record passes when one fits. None lets all pass. */
  readonly filters: readonly Readonly<Record<string, unknown>>[];
  readonly onFailureArn?: string;
}

export const mappingOf = ({ name, properties }: Resource): Mapping => {
  const streamArn = String(properties.EventSourceArn ?? '');
  if (!/^arn:aws:dynamodb:[^:]*:\d{12}:table\/[^/]+\/stream\/.+$/.test(streamArn))
    throw new NotImplementedLocally(`an event source other than a DynamoDB stream (${streamArn})`);
  const startingPosition = properties.StartingPosition;
  if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST')
    throw new ServiceError('InvalidParameterValueException', `${name} needs a StartingPosition for a stream.`);
  const responses = (properties.FunctionResponseTypes ?? []) as readonly string[];
  const unknown = responses.find((type) => type !== 'ReportBatchItemFailures');
  if (unknown) throw new NotImplementedLocally(`the function response type ${unknown}`);
  const { Filters = [] } = (properties.FilterCriteria ?? {}) as { Filters?: readonly { Pattern?: string }[] };
  const destinations = (properties.DestinationConfig ?? {}) as { OnFailure?: { Destination?: string } };
  return {
    id: name,
    streamArn,
    functionName: functionNameOf(String(properties.FunctionName)),
    enabled: String(properties.Enabled ?? true) === 'true',
    startingPosition,
    batchSize: Number(properties.BatchSize ?? 100),
    window: Number(properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    bisect: String(properties.BisectBatchOnFunctionError ?? false) === 'true',
    retries: Number(properties.MaximumRetryAttempts ?? -1),
    maximumAge: Number(properties.MaximumRecordAgeInSeconds ?? -1),
    reportsItemFailures: responses.length > 0,
    filters: Filters.map(({ Pattern = '{}' }) => JSON.parse(Pattern) as Record<string, unknown>),
    onFailureArn: destinations.OnFailure?.Destination,
  };
};
