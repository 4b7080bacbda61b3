import { createHash } from 'node:crypto';

/** What may be hashed: strings, booleans, whole numbers, arrays and objects. Metrics are decimal strings. */
export type Canonical = string | boolean | number | readonly Canonical[] | { readonly [key: string]: Canonical };

/**
 * RFC 8785 (JCS) restricted to values that survive storage unchanged: no floats, no null, no undefined, no unpaired
 * surrogates. `JSON.stringify` would round, replace or drop those without a word.
 * @throws TypeError for a value that has no canonical form, with the path to it
 */
export const canonicalJson = (value: unknown, path = '$'): string => {
  if (typeof value === 'string') return text(value, path);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return integer(value, path);
  // `from`, not `map`: a hole must be refused like any other undefined, or two lists would share a form.
  if (Array.isArray(value))
    return `[${Array.from(value, (item, i) => canonicalJson(item, `${path}[${i}]`)).join(',')}]`;
  if (isPlainObject(value)) return object(value, path);
  throw new TypeError(`${path} has no canonical form: ${value === null ? 'null' : typeof value}`);
};

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 over a domain-separating label, a zero byte and the content, so that no two kinds of record share a hash. */
export const labelledHash = (label: string, content: string): string => sha256(`${label}\0${content}`);

const text = (value: string, path: string): string => {
  if (!value.isWellFormed()) throw new TypeError(`${path} holds an unpaired surrogate`);
  return JSON.stringify(value);
};

const integer = (value: number, path: string): string => {
  if (!Number.isSafeInteger(value) || Object.is(value, -0))
    throw new TypeError(`${path} is not a whole number: ${value}`);
  return String(value);
};

const object = (value: Record<string, unknown>, path: string): string => {
  // JSON readers drop or misread it, so the hash could not be made again.
  if (Object.hasOwn(value, '__proto__')) throw new TypeError(`${path} has a member named __proto__`);
  // JCS orders by UTF-16 code units, which is what `<` compares.
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${text(key, path)}:${canonicalJson(item, `${path}.${key}`)}`).join(',')}}`;
};

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
