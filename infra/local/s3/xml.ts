/** What an element holds: text, further elements by name, or several of the same name. `undefined` is left out. */
type XmlContent = string | number | boolean | undefined | XmlContents | readonly XmlContent[];
export interface XmlContents {
  readonly [name: string]: XmlContent;
}

/** An XML document of S3: one root element in S3's namespace. */
export const xmlDocument = (root: string, contents: XmlContents): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${write(contents)}</${root}>`;

export const write = (contents: XmlContents): string =>
  Object.entries(contents)
    .flatMap(([name, content]) => (Array.isArray(content) ? content : [content]).map((one) => element(name, one)))
    .join('');

const element = (name: string, content: XmlContent): string => {
  if (content === undefined) return '';
  return `<${name}>${typeof content === 'object' ? write(content as XmlContents) : escapeXml(String(content))}</${name}>`;
};

// A carriage return would be read back as a line feed; other control characters are legal in keys, not in XML 1.0.
const escapeXml = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that need escaping
  text.replace(/[&<>"\u0000-\u0008\u000b-\u001f]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);

/** A parsed element: its text when it has no children. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const TOKEN = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)(?:\s[^>]*?)?(\/?)>|([^<]+)/gy;

/** Parses the small request documents of S3. No doctype and no CDATA: S3 clients write neither. Gives `undefined` for what is not XML. */
export const parseXml = (source: string): XmlElement | undefined => {
  const root = { name: '', text: '', children: [] as XmlElement[] };
  const open = [root];
  let read = 0;
  for (const token of source.matchAll(TOKEN)) {
    const [whole, closing, name, selfClosing, text] = token;
    read += whole.length;
    const top = open.at(-1);
    if (!top) return undefined;
    if (text !== undefined) top.text += unescapeXml(text);
    else if (name === undefined) continue;
    else if (closing) {
      if (open.pop()?.name !== name) return undefined;
    } else {
      const element = { name, text: '', children: [] };
      top.children.push(element);
      if (!selfClosing) open.push(element);
    }
  }
  const complete = read === source.length && open.length === 1 && root.children.length === 1;
  return complete ? root.children[0] : undefined;
};

/** Text of the first child of that name. */
export const textOf = (element: XmlElement, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text;

/** All children of that name. */
export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (entity, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? entity;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
