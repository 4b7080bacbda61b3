import type { Finding } from '../../shared/registry/schema.ts';
import { harmless, paint, say } from './terminal.ts';

/** Every finding on a line or two: where it is, what it is, what would be right. */
export const sayFindings = (findings: readonly Finding[]): void => {
  const widest = Math.min(40, Math.max(...findings.map(({ path }) => path.length)));
  for (const { path, message, expected } of findings) {
    say(`  ${paint('strong', harmless(path).padEnd(widest))}  ${harmless(message)}`);
    if (expected) say(`  ${' '.repeat(widest)}  ${paint('quiet', `right would be: ${harmless(expected)}`)}`);
  }
};
