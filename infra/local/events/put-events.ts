import * as z from 'zod';
import { ServiceError } from '../service.ts';

const Entry = z.strictObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  EventBusName: z.string().default('default'),
  /** Seconds since 1970. */
  Time: z.number().optional(),
  // Nobody follows traces here.
  TraceHeader: z.string().optional(),
});
export type Entry = z.output<typeof Entry>;

const Request = z.strictObject({ Entries: z.array(Entry).min(1).max(10) });

/** The most that one call may weigh, in bytes. */
const LIMIT = 256 * 1024;

/** @throws ServiceError ValidationException */
export const readEntries = (body: unknown): readonly Entry[] => {
  const parsed = Request.safeParse(body);
  if (!parsed.success) throw new ServiceError('ValidationException', `PutEvents: ${z.prettifyError(parsed.error)}`);
  const size = parsed.data.Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size > LIMIT)
    throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.');
  return parsed.data.Entries;
};

/** As EventBridge counts: the time, and the text of what is there. */
const sizeOf = ({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), Time ? 14 : 0);

export interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** Why an entry is refused, if it is: one bad entry does not spoil the others. */
export const entryError = (entry: Entry, busExists: (nameOrArn: string) => boolean): EntryError | undefined => {
  const { Source, DetailType, Detail, EventBusName } = entry;
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => !value)?.[0];
  if (missing)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    };
  if (Source?.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: `Not authorized for the source ${Source}.` };
  if (!busExists(EventBusName))
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${EventBusName} does not exist.` };
  return detailOf(entry) === undefined
    ? { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    : undefined;
};

/** The detail as an object; `undefined` when it is none. */
export const detailOf = ({ Detail = '' }: Entry): object | undefined => {
  try {
    const value: unknown = JSON.parse(Detail);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
