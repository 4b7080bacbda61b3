import { parseDocument } from 'yaml';
import { Policy } from '../../shared/policy/schema.ts';
import { explain, finding, plain } from '../../shared/registry/explain.ts';
import type { Finding } from '../../shared/registry/schema.ts';

export type PolicyReading =
  | { readonly kind: 'readable'; readonly policy: Policy }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Reads a policy (YAML or JSON) and reports everything that is wrong with it, each with its path. */
export const readPolicy = (text: string): PolicyReading => {
  const document = parseDocument(text, { logLevel: 'error' });
  if (document.errors.length > 0)
    return {
      kind: 'refused',
      findings: document.errors.map(({ linePos, message }) =>
        finding(`line ${linePos?.[0].line ?? '?'}`, 'not-yaml', message.split('\n')[0] ?? '', 'valid YAML or JSON'),
      ),
    };
  const parsed = Policy.safeParse(
    plain(() => document.toJS({ maxAliasCount: 20 })),
    { reportInput: true },
  );
  if (parsed.success) return { kind: 'readable', policy: parsed.data };
  return {
    kind: 'refused',
    findings: parsed.error.issues.flatMap((issue) =>
      explain(issue).map((one) => (one.path === 'manifest' ? { ...one, path: 'policy' } : one)),
    ),
  };
};
