import type { Engine } from '../engine/engine.ts';
import type { Source } from './source.ts';

/** What follows a fixed part of a record: a body, a text that differs from record to record, or the end of the line. */
type Hole = 'input' | 'output' | 'time' | 'id' | 'text' | 'end';
export type BodyEncoding = 'CSV' | 'BASE64';

/** A record as its writer always writes it: fixed bytes, with holes for what differs. */
export interface CaptureTemplate {
  readonly parts: readonly { readonly fixed: Source; readonly length: number; readonly hole: Hole }[];
  readonly input: BodyEncoding;
  readonly output: BodyEncoding;
  /** The content type leaves open whether a base64 body is JSON: then its first byte tells. */
  readonly inputOpen: boolean;
  readonly outputOpen: boolean;
}

const INPUT = 'captureData endpointInput data';
const OUTPUT = 'captureData endpointOutput data';
const METADATA = /^eventMetadata .*/;

/**
 * Learns the form of a line that is known to be a JSON object. A later line with the same fixed bytes, whose holes hold
 * strings without escapes, is JSON of the same structure, so nothing but its holes needs to be looked at.
 */
export const learnTemplate = (line: Buffer, engine: Pick<Engine, 'source'>): CaptureTemplate | undefined => {
  const text = line.toString('latin1');
  const strings = stringsOf(text);
  if (!strings) return undefined;
  const at = (path: string) => strings.find((string) => string.path === path);
  const halves = (['endpointInput', 'endpointOutput'] as const).map((half) => ({
    encoding: at(`captureData ${half} encoding`)?.text,
    type: at(`captureData ${half} observedContentType`)?.text.toLowerCase() ?? '',
  }));
  const [input, output] = halves;
  if (!input || !output || !isReadable(input) || !isReadable(output)) return undefined;
  const holes = strings.filter(({ path }) => path === INPUT || path === OUTPUT || METADATA.test(path));
  const bodies = holes.filter(({ path }) => path === INPUT || path === OUTPUT);
  // The rows asked must be known before the answers are counted.
  if (bodies.length !== 2 || bodies[0]?.path !== INPUT) return undefined;
  const ends = [
    ...holes.map(({ from, path }) => ({ to: from, hole: holeOf(path) })),
    { to: text.length, hole: 'end' as const },
  ];
  return {
    parts: ends.map(({ to, hole }, i) => {
      const bytes = line.subarray(i === 0 ? 0 : (holes[i - 1]?.to ?? 0), to);
      const fixed = engine.source(bytes.length);
      fixed.bytes.set(bytes);
      return { fixed, length: bytes.length, hole };
    }),
    input: input.encoding as BodyEncoding,
    output: output.encoding as BodyEncoding,
    inputOpen: !input.type.includes('csv'),
    outputOpen: !output.type.includes('csv'),
  };
};

const isReadable = ({ encoding, type }: { encoding?: string; type: string }): boolean =>
  encoding === 'CSV' || (encoding === 'BASE64' && !type.includes('json'));

const holeOf = (path: string): Hole => {
  if (path === INPUT) return 'input';
  if (path === OUTPUT) return 'output';
  return path.endsWith(' inferenceTime') ? 'time' : path.endsWith(' inferenceId') ? 'id' : 'text';
};

interface Found {
  readonly path: string;
  /** Inside the quotes. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const COLON = /\s*:/y;
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+)/y;

// Every string value with the keys that lead to it; nothing when a key is doubled, escaped or looks like two.
const stringsOf = (text: string): Found[] | undefined => {
  const found: Found[] = [];
  const seen = new Set<string>();
  const open: { readonly list: boolean; key: string }[] = [];
  let key: string | undefined;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const token = match[1] as string;
    const inside = open.at(-1);
    if (token === '{' || token === '[') open.push({ list: token === '[', key: '' });
    else if (token === '}' || token === ']') open.pop();
    else if (token.startsWith('"')) {
      COLON.lastIndex = TOKEN.lastIndex;
      const isKey = inside && !inside.list && COLON.test(text);
      const content = token.slice(1, -1);
      if (isKey) {
        inside.key = content;
        key = open.map((level) => level.key).join(' ');
        if (seen.has(key) || /[\\\s]/.test(content) || misplaced(key)) return undefined;
        if (!open.some(({ list }) => list)) seen.add(key);
      } else if (!open.some(({ list }) => list)) {
        const from = TOKEN.lastIndex - content.length - 1;
        found.push({ path: key ?? '', from, to: TOKEN.lastIndex - 1, text: content });
      }
    }
  }
  return found;
};

// The instant and id of a record are looked for by name anywhere in it, so the names must stand where they belong.
const misplaced = (path: string): boolean =>
  /(^| )inference(Time|Id)$/.test(path) && !/^eventMetadata inference(Time|Id)$/.test(path);
