import { readYaml } from '../../shared/kernel/yaml-document.ts';
import { Policy } from '../../shared/policy/schema.ts';
import { explain, finding } from '../../shared/registry/explain.ts';
import type { Finding } from '../../shared/registry/schema.ts';

export type PolicyReading =
  | { readonly kind: 'readable'; readonly policy: Policy }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Enough for a thousand people and all exceptions a house may have. */
const LARGEST_POLICY = { bytes: 2 ** 20, keys: 50_000 };

/** Reads a policy (YAML or JSON, at most 1 MiB) and reports everything that is wrong with it, each with its path. */
export const readPolicy = (text: string): PolicyReading => {
  const reading = readYaml(text, LARGEST_POLICY);
  if (reading.kind === 'unreadable')
    return {
      kind: 'refused',
      findings: reading.problems.map(({ line, code, message, expected }) =>
        finding(line === undefined ? 'policy' : `line ${line}`, code, message, expected),
      ),
    };
  const parsed = Policy.safeParse(reading.value, { reportInput: true });
  if (parsed.success) return { kind: 'readable', policy: parsed.data };
  return {
    kind: 'refused',
    findings: parsed.error.issues.flatMap((issue) =>
      explain(issue).map((one) => (one.path === 'manifest' ? { ...one, path: 'policy' } : one)),
    ),
  };
};
