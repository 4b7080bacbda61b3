import { readYaml } from '../kernel/yaml-document.ts';
import { explain, finding } from './explain.ts';
import { ExternalManifest } from './external-model.ts';
import { storable } from './findings.ts';
import { LARGEST_MANIFEST, MOST_KEYS } from './manifest-limits.ts';
import type { Finding } from './schema.ts';

export type ExternalReading =
  | { readonly kind: 'readable'; readonly manifest: ExternalManifest }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Reads an `external.yaml` and reports everything that is wrong with it, each with its path. */
export const readExternal = (text: string): ExternalReading => {
  const reading = readYaml(text, { bytes: LARGEST_MANIFEST, keys: MOST_KEYS });
  if (reading.kind === 'unreadable')
    return {
      kind: 'refused',
      findings: storable(
        reading.problems.map(({ line, code, message, expected }) =>
          finding(line === undefined ? '' : `line ${line}`, code, message, expected),
        ),
      ),
    };
  const parsed = ExternalManifest.safeParse(reading.value, { reportInput: true });
  return parsed.success
    ? { kind: 'readable', manifest: parsed.data }
    : { kind: 'refused', findings: storable(parsed.error.issues.flatMap(explain)) };
};
