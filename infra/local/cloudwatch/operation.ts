import { gunzipSync } from 'node:zlib';
import { type Access, type Call, NotImplementedLocally } from '../service.ts';

export type Input = Readonly<Record<string, unknown>>;

/** One API operation: what it must be allowed, and what it answers. */
export interface Operation {
  access(input: Input): readonly Access[];
  run(input: Input): unknown;
}

/** The operation's name without the prefix of its target, such as `Logs_20140328.`. */
export const operationName = ({ operation }: Call): string => operation.slice(operation.lastIndexOf('.') + 1);

export const findOperation = (operations: Readonly<Record<string, Operation>>, call: Call): Operation => {
  const name = operationName(call);
  const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!found) throw new NotImplementedLocally(`the CloudWatch operation ${name || call.path}`);
  return found;
};

/** The JSON input; the SDK compresses a large PutMetricData. */
export const readInput = async (call: Call): Promise<Input> => {
  const bytes = await call.bytes();
  const plain = call.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  return plain.length === 0 ? {} : (JSON.parse(plain.toString('utf8')) as Input);
};
