import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { explain } from '../../shared/registry/explain.ts';
import type { Finding } from '../../shared/registry/schema.ts';
import { Complaint, harmless } from './terminal.ts';

/** Enough to see what is wrong with a file; the rest is counted. */
const SHOWN = 30;

/** A complaint that names everything found, one line each: where, what, and what would be right. */
export const refused = (what: string, findings: readonly Finding[]): Complaint => {
  const lines = findings
    .slice(0, SHOWN)
    .map(({ path, message, expected }) =>
      harmless(`  ${path}: ${message}${expected ? ` (right would be: ${expected})` : ''}`),
    );
  const more = findings.length - SHOWN;
  return new Complaint([what, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n'));
};

export type FileReading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** A JSON file that must keep to a schema: what it holds, or everything that is wrong with it. */
export const jsonFile = <S extends z.ZodType>(path: string, schema: S): FileReading<z.output<S>> => {
  const one = (message: string, expected: string): FileReading<never> => ({
    kind: 'refused',
    findings: [{ path, code: 'unreadable', message, expected }],
  });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return one('this file cannot be read', 'the name of a file that exists');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return one(`it is not JSON: ${(error as Error).message}`, 'JSON');
  }
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { kind: 'read', value: parsed.data };
  return {
    kind: 'refused',
    findings: parsed.error.issues
      .flatMap(explain)
      .map((found) => ({ ...found, path: found.path === 'manifest' ? path : `${path}: ${found.path}` })),
  };
};
