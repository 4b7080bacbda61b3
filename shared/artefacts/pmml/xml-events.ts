import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';

export interface XmlSink {
  open(name: string, attributes: ReadonlyMap<string, string>, offset: number): void;
  close(name: string): void;
  /** Anything but space between elements. */
  text(offset: number): void;
}

const LONGEST_TAG = 2 ** 20;
const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?/g;

/**
 * Reads XML strictly, as a stream: UTF-8 only, no DOCTYPE, no processing instruction but the declaration, no entity of
 * its own, one root, every element closed. @throws Malformed
 */
export const readXml = async ({ source, notebook }: Scan, sink: XmlSink): Promise<void> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const open: { readonly name: string; readonly prefixes: readonly string[] }[] = [];
  let buffer = '';
  let roots = 0;
  let base = 0;
  let first = true;
  const fail = (message: string): never => {
    throw new Malformed('xml-malformed', message, base);
  };

  const tag = (body: string): void => {
    if (body.startsWith('/')) {
      const name = body.slice(1).replace(/[ \t\r\n]+$/, '');
      if (open.pop()?.name !== name) fail(`</${name.slice(0, 60)}> closes what is not open`);
      sink.close(name);
      return;
    }
    const own = body.endsWith('/');
    const inner = own ? body.slice(0, -1) : body;
    const name = /^[^\s/>]*/.exec(inner)?.[0] ?? '';
    if (!NAME.test(name)) fail('an element has no proper name');
    if (open.length === 0 && roots++ > 0) fail('there are two root elements');
    notebook.spend('elements', 1, base);
    notebook.reach('nesting', open.length + 1, base);
    const attributes = attributesOf(inner.slice(name.length));
    const names = [...attributes.keys()];
    for (const [key, value] of attributes)
      if (/^xmlns(:|$)/.test(key) && !mayDeclare(key.slice(6), value))
        fail(`${key.slice(0, 60)} declares what is reserved, or nothing`);
    if (name.startsWith('xmlns:')) fail('an element has the reserved prefix xmlns');
    const prefixes = names.filter((one) => one.startsWith('xmlns:')).map((one) => one.slice(6));
    for (const one of [name, ...names])
      if (one.includes(':') && !isBound(one.slice(0, one.indexOf(':')), prefixes))
        fail(`${one.slice(0, 60)} has a prefix that stands for no namespace`);
    sink.open(name, attributes, base);
    if (own) sink.close(name);
    else open.push({ name, prefixes });
  };
  const isBound = (prefix: string, own: readonly string[]): boolean =>
    prefix === 'xml' ||
    prefix === 'xmlns' ||
    [{ prefixes: own }, ...open].some(({ prefixes }) => prefixes.includes(prefix));
  const attributesOf = (text: string): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    const pattern = /[ \t\r\n]+([^\s=]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
    let at = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const [, name = '', double, single] = match;
      const value = double ?? single ?? '';
      if (!NAME.test(name) || found.has(name) || hasWrongReference(value))
        fail('an attribute is damaged or occurs twice');
      found.set(name, value);
      notebook.reach('xmlAttributes', found.size, base);
      at = pattern.lastIndex;
    }
    if (/[^ \t\r\n]/.test(text.slice(at))) fail('an attribute is damaged');
    return found;
  };
  const text = (content: string): void => {
    if (content === '') return;
    if (hasWrongReference(content) || content.includes(']]>')) fail('the text has an entity of its own');
    if (/[^ \t\r\n]/.test(content)) {
      if (open.length === 0) fail('text stands outside the root element');
      sink.text(base);
    }
  };
  /** Takes one markup from the buffer; answers whether there was a whole one. */
  const markup = (): boolean => {
    for (const [start, end] of [
      ['<!--', '-->'],
      ['<![CDATA[', ']]>'],
      ['<?', '?>'],
    ] as const) {
      if (!buffer.startsWith(start)) {
        if (start.startsWith(buffer)) return false;
        continue;
      }
      const stop = buffer.indexOf(end, start.length);
      if (stop < 0) return false;
      special(start, buffer.slice(start.length, stop));
      advance(stop + end.length);
      return true;
    }
    if (buffer.startsWith('<!')) fail('a document type is not accepted');
    const end = tagEnd(buffer);
    if (end < 0) return false;
    tag(buffer.slice(1, end));
    advance(end + 1);
    return true;
  };
  const special = (start: string, content: string): void => {
    if (start === '<!--' && (content.includes('--') || content.endsWith('-'))) fail('a comment is damaged');
    if (start === '<![CDATA[' && open.length === 0) fail('text stands outside the root element');
    if (start !== '<?') return;
    const declaration =
      /^xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']([\w-]+)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*$/.exec(
        content,
      );
    if (!first || !declaration) fail('a processing instruction is not accepted');
    if (declaration?.[1] && declaration[1].toLowerCase() !== 'utf-8')
      fail(`the encoding ${declaration[1]} is not accepted`);
  };
  const advance = (count: number): void => {
    base += count;
    buffer = buffer.slice(count);
    first = false;
  };
  const consume = (last: boolean): void => {
    for (;;) {
      const start = buffer.indexOf('<');
      if (start !== 0) {
        const end = start < 0 ? buffer.length : start;
        // An entity or the end mark of a section may be cut by the end of the piece.
        if (start < 0 && !last && buffer.length < LONGEST_TAG) return;
        text(buffer.slice(0, end));
        if (end > 0) advance(end);
        if (start < 0) return;
      }
      if (!markup()) {
        if (buffer.length > LONGEST_TAG) fail('an element is longer than its limit');
        if (last) fail('the document is not whole');
        return;
      }
    }
  };

  for await (const piece of source.rest()) {
    for (let at = 0; at < piece.length; at += 2 ** 14) {
      buffer += decode(decoder, piece.subarray(at, at + 2 ** 14), fail);
      consume(false);
    }
  }
  buffer += decode(decoder, undefined, fail);
  consume(true);
  if (open.length > 0 || roots === 0) fail('the document is not whole');
};

const decode = (
  decoder: InstanceType<typeof TextDecoder>,
  piece: Buffer | undefined,
  fail: (message: string) => never,
): string => {
  try {
    const text = piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
    return /[\x00-\x08\x0b\x0c\x0e-\x1f\uFFFE\uFFFF]/.test(text)
      ? fail('the text has characters that XML forbids')
      : text;
  } catch (error) {
    if (error instanceof Malformed) throw error;
    return fail('the text is not UTF-8');
  }
};

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Whether a prefix ('' for the default) may stand for a namespace ("Namespaces in XML 1.0", 3 and 5). */
const mayDeclare = (prefix: string, namespace: string): boolean => {
  if (prefix === 'xmlns' || namespace === XMLNS) return false;
  if (prefix === 'xml' || namespace === XML) return prefix === 'xml' && namespace === XML;
  return prefix === '' || namespace !== '';
};

/** Where a tag ends: the first `>` outside quotes. */
const tagEnd = (buffer: string): number => {
  let quote = '';
  for (let i = 1; i < buffer.length; i++) {
    const letter = buffer[i] as string;
    if (quote) {
      if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return i;
  }
  return -1;
};

/** An entity of its own, or a number that is no character of XML. */
const hasWrongReference = (text: string): boolean =>
  text.includes('&') &&
  [...text.matchAll(REFERENCE)].some(
    ([, name, decimal, hex]) =>
      name === undefined && !isCharacter(decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)),
  );

const isCharacter = (code: number): boolean =>
  [9, 10, 13].includes(code) ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);
