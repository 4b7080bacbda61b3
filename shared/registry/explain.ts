import type { Finding } from './schema.ts';

/** What a schema has against a value, in a person's words: where, what stands there, what would be right. The value must be reported (`reportInput`). */
export const explain = (issue: Issue): readonly Finding[] => {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) =>
      finding(
        path ? `${path}.${key}` : key,
        'unknown-field',
        'this field does not exist',
        'remove it, or correct its name',
      ),
    );
  }
  if (received(issue) === undefined && issue.code !== 'custom')
    return [finding(path, 'missing', 'this field is missing', expected(issue))];
  return [finding(path, 'invalid', `${shown(received(issue))} is not accepted`, expected(issue))];
};

/** An issue as zod reports it. */
type Issue = {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly expected?: string;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly inclusive?: boolean;
  readonly discriminator?: string;
  readonly options?: readonly unknown[];
};

/** What stands at the path: of a union, the member that says which of its kinds this is. */
const received = ({ input, discriminator }: Issue): unknown =>
  discriminator === undefined ? input : (input as Record<string, unknown>)[discriminator];

const expected = (issue: Issue): string => {
  if (issue.values) return `one of: ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_type' && issue.expected)
    return `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
  if (issue.options) return `one of: ${issue.options.join(', ')}`;
  if (issue.message.startsWith('Too small'))
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  if (issue.message.startsWith('Too big'))
    return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  return issue.message.replace(/^Invalid string: /, '');
};

const shown = (input: unknown): string => {
  // YAML's anchors can make a value that holds itself, which has no JSON.
  const text =
    typeof input === 'string' ? `"${input}"` : String(plain(() => JSON.stringify(input)) ?? 'a value of another kind');
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

/** `undefined` where reading throws. */
const plain = (read: () => unknown): unknown => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

export const finding = (path: string, code: string, message: string, expectation: string): Finding => ({
  path: path || 'manifest',
  code,
  message,
  expected: expectation,
});
