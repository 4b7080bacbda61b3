import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** What a document of people's own may be: everything in it is held in memory, and read in time that grows with it. */
export interface DocumentLimits {
  /** In bytes of UTF-8. */
  readonly bytes: number;
  readonly keys: number;
}

interface DocumentProblem {
  readonly line: number | undefined;
  readonly code: 'too-large' | 'not-yaml';
  readonly message: string;
  readonly expected: string;
}

export type DocumentReading =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'unreadable'; readonly problems: readonly DocumentProblem[] };

/** Tags and anchors, which people's documents hardly need: the parser takes the square of what stands before one node. */
const MOST_MARKS = 100;

/** Aliases can make a small document expand without bound; people's documents need few. */
const MOST_ALIASES = 20;

const MOST_PROBLEMS = 100;

/**
 * Reads a document of YAML or JSON. Size and number of keys are bounded before it is parsed, and keys that stand twice are
 * looked for in one go: the parser's own check takes the square of the keys (20,000 of them: 4 s).
 */
export const readYaml = (text: string, { bytes, keys }: DocumentLimits): DocumentReading => {
  const size = Buffer.byteLength(text);
  if (size > bytes) return unreadable(undefined, 'too-large', `it has ${size} bytes`, `at most ${bytes}`);
  const separators = text.match(/[:?](?=[\s"'[{]|$)|["'\]}]:/g)?.length ?? 0;
  if (separators > keys)
    return unreadable(undefined, 'too-large', `it has about ${separators} keys`, `at most ${keys}`);
  const marks = text.match(/(?<=^|[\s,[{])[!&%]/gm)?.length ?? 0;
  if (marks > MOST_MARKS)
    return unreadable(undefined, 'too-large', `it has ${marks} tags and anchors`, `at most ${MOST_MARKS}`);
  const lineCounter = new LineCounter();
  try {
    // Without its drawings of each error, which take the length of the line every time.
    const document = parseDocument(text, {
      strict: true,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter,
    });
    const problems = [
      ...document.errors
        .slice(0, MOST_PROBLEMS)
        .map(({ pos, message }) => told(lineCounter.linePos(pos[0]).line, plainMessage(message))),
      ...problemsOfKeys(document, lineCounter),
    ];
    if (problems.length > 0) return { kind: 'unreadable', problems: problems.slice(0, MOST_PROBLEMS) };
    return { kind: 'read', value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown };
  } catch {
    // Nesting that the parser cannot follow, or aliases of aliases.
    return unreadable(undefined, 'not-yaml', 'the document cannot be expanded', 'YAML without nested aliases');
  }
};

const problemsOfKeys = (document: Document.Parsed, lines: LineCounter): readonly DocumentProblem[] => {
  const problems: DocumentProblem[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        const line = (key as { range?: readonly number[] } | null)?.range?.[0];
        const at = line === undefined ? undefined : lines.linePos(line).line;
        if (!isScalar(key)) problems.push(told(at, 'a key is not plain text'));
        else if (seen.has(String(key.value))) problems.push(told(at, `the key ${String(key.value)} stands here twice`));
        else seen.add(String(key.value));
      }
    },
  });
  return problems;
};

const plainMessage = (message: string): string =>
  message.startsWith('Maximum call stack') ? 'it is nested too deeply' : (message.split('\n')[0] ?? '');

const told = (line: number | undefined, message: string): DocumentProblem => ({
  line,
  code: 'not-yaml',
  message,
  expected: 'valid YAML or JSON',
});

const unreadable = (
  line: number | undefined,
  code: DocumentProblem['code'],
  message: string,
  expected: string,
): DocumentReading => ({ kind: 'unreadable', problems: [{ line, code, message, expected }] });
