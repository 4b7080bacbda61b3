import type { MapState } from '../language/definition.ts';
import { StatesError } from '../language/errors.ts';
import { evaluate } from '../language/jsonata.ts';
import type { TaskResource } from '../language/resource.ts';
import { type Attempt, sightOf } from './frame.ts';
import { numberField } from './map-items.ts';

type Reader = NonNullable<MapState['ItemReader']>;

const failed = (cause: string): StatesError => new StatesError('States.ItemReaderFailed', cause);

const s3 = (action: string): TaskResource => ({
  kind: 'sdk',
  resourceType: 'aws-sdk:s3',
  resource: action,
  action,
  pattern: 'requestResponse',
});

const listed = async (ask: (action: string, args: object) => Promise<unknown>, args: object): Promise<unknown[]> => {
  const items: unknown[] = [];
  for (let token: string | undefined; ; ) {
    const page = (await ask('listObjectsV2', token ? { ...args, ContinuationToken: token } : args)) as {
      Contents?: unknown[];
      NextContinuationToken?: string;
    };
    items.push(...(page.Contents ?? []));
    token = page.NextContinuationToken;
    if (!token) return items;
  }
};

const parsed = (body: string, type: 'JSON' | 'JSONL'): unknown => {
  try {
    if (type === 'JSON') return JSON.parse(body);
    return body.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)]));
  } catch (problem) {
    throw failed(`The object is not ${type}: ${(problem as Error).message}`);
  }
};

/** Reads the items of a Distributed Map from S3: a listing of objects, or one object holding a JSON array or JSON lines. */
export const readItems = async (attempt: Attempt, reader: Reader): Promise<readonly unknown[]> => {
  const { run, signal } = attempt.frame;
  const args = (await evaluate(reader.Arguments, 'ItemReader/Arguments', sightOf(attempt))) as object;
  const most = await numberField(attempt, 'ItemReader/ReaderConfig/MaxItems', reader.ReaderConfig?.MaxItems);
  const ask = async (action: string, given: object): Promise<unknown> => {
    try {
      return await run.environment.call({ resource: s3(action), arguments: given, state: attempt.name, run, signal });
    } catch (problem) {
      if (signal.aborted) throw problem;
      throw failed((problem as Error).message);
    }
  };
  const items = reader.Resource.endsWith('listObjectsV2')
    ? await listed(ask, args)
    : parsed(
        String(((await ask('getObject', args)) as { Body?: unknown }).Body),
        reader.ReaderConfig?.InputType ?? 'JSON',
      );
  if (!Array.isArray(items)) throw failed('The object does not hold a JSON array.');
  return items.slice(0, most);
};
