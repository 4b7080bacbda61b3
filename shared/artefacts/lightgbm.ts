import { treeWatch } from './lightgbm-tree.ts';
import { type Features, Malformed } from './notebook.ts';
import type { Scan } from './scan.ts';

const LONGEST_KEPT = 2 ** 20;
/** Keys of the header that are needed to know what the model reads. */
const NEEDED = ['version', 'num_class', 'max_feature_idx', 'feature_names', 'tree_sizes'];

/**
 * Judges a LightGBM model in its text form (S-36): the header, trees of exactly the announced sizes, `end of trees`, and
 * the two closing sections.
 */
export const scanLightgbm = async (scan: Scan): Promise<string> => {
  const { source, notebook, member } = scan;
  const header = await readHeader(scan);
  for (const key of NEEDED)
    if (!header.has(key)) notebook.refuse('lightgbm-header', `the header does not say ${key}`, { member });
  const sizes = (header.get('tree_sizes') ?? '').split(' ').filter(Boolean).map(Number);
  const names = namesOf(header);
  const last = header.get('max_feature_idx') ?? '';
  if (!/^\d{1,9}$/.test(last) || names.length !== Number(last) + 1)
    notebook.refuse('lightgbm-header', `the header names ${names.length} columns, the last as number ${last}`, {
      member,
    });
  for (const [i, size] of sizes.entries()) {
    const at = source.offset();
    notebook.spend('elements', 1, at);
    if (!Number.isSafeInteger(size) || size < 8)
      throw new Malformed('lightgbm-tree', 'a tree has a size that is none', at);
    const title = `Tree=${i}\n`;
    if (
      (await source.fill(title.length)) < title.length ||
      source.window().toString('latin1', 0, title.length) !== title
    )
      throw new Malformed('lightgbm-tree', `tree ${i} does not begin where the sizes say`, at);
    const watch = treeWatch(names.length);
    for await (const piece of source.chunks(size)) {
      judgeText(scan, piece, source.offset());
      watch.feed(piece);
    }
    const wrong = watch.end();
    if (wrong) notebook.refuse('lightgbm-tree', `tree ${i}: ${wrong}`, { member, offset: at });
  }
  const ending = 'end of trees\n';
  if ((await source.take(ending.length)).toString('latin1') !== ending)
    throw new Malformed('lightgbm-tree', 'the trees do not end where the sizes say', source.offset());
  await closing(scan);
  notebook.features(columnsOf(names));
  return 'lightgbm';
};

/** Which columns a model reads, from its header; the rest is left where it is. @throws Malformed */
export const lightgbmColumns = async (scan: Scan): Promise<Features> => columnsOf(namesOf(await readHeader(scan)));

const namesOf = (header: ReadonlyMap<string, string>): readonly string[] =>
  (header.get('feature_names') ?? '').split(' ').filter(Boolean);

// LightGBM makes up names for columns that came without.
const columnsOf = (names: readonly string[]): Features =>
  names.every((name, i) => name === `Column_${i}`) ? { count: names.length } : { names, count: names.length };

const readHeader = async ({ source, limits, notebook }: Scan): Promise<ReadonlyMap<string, string>> => {
  const entries = new Map<string, string>();
  await line({ source }, limits.nameLength);
  for (;;) {
    const at = source.offset();
    const text = await line({ source }, LONGEST_KEPT * 8);
    // An empty line stands between the header and the first tree.
    if (text === '') return entries;
    if (!isText(Buffer.from(text))) throw new Malformed('lightgbm-text', 'the header has bytes that are no text', at);
    const equals = text.indexOf('=');
    const key = equals < 0 ? text : text.slice(0, equals);
    if (!/^\w{1,64}$/.test(key) || entries.has(key))
      throw new Malformed(
        'lightgbm-header',
        `${JSON.stringify(key.slice(0, 60))} is no line of the header, or stands there twice`,
        at,
      );
    if (entries.size > 100) throw new Malformed('lightgbm-header', 'the header does not end', at);
    notebook.spend('symbolBytes', 2 * text.length, at);
    entries.set(key, text.slice(equals + 1));
  }
};

/** What follows the trees: importances, parameters, and a word on pandas columns, as text, line by line. */
const closing = async (scan: Scan): Promise<void> => {
  const { source, notebook, member } = scan;
  const start = source.offset();
  let open: Buffer = Buffer.alloc(0);
  const judge = (text: Buffer): void => {
    if (!belongs(text.toString('utf8')))
      notebook.refuse('trailing-bytes', 'behind the trees stands what no LightGBM writes', { member, offset: start });
  };
  for await (const piece of source.rest()) {
    judgeText(scan, piece, start);
    let from = 0;
    for (let feed = piece.indexOf(0x0a); feed >= 0; feed = piece.indexOf(0x0a, from)) {
      judge(Buffer.concat([open, piece.subarray(from, feed)]));
      [open, from] = [Buffer.alloc(0), feed + 1];
    }
    // Only the list of categories is longer, and its beginning tells it.
    open = Buffer.concat([open, piece.subarray(from)]).subarray(0, LONGEST_KEPT);
  }
  judge(open);
};

/** A line of the closing sections: a title, an importance, a parameter, the categories of pandas columns. */
const belongs = (text: string): boolean =>
  ['', 'feature_importances:', 'parameters:', 'end of parameters'].includes(text.trim()) ||
  /^[^\s=]+=\d+(\.\d+)?$/.test(text) ||
  /^\[\w+: [^\]]*\]$/.test(text) ||
  text.startsWith('pandas_categorical:');

const judgeText = ({ notebook, member }: Scan, piece: Buffer, offset: number): void => {
  if (!isText(piece)) notebook.refuse('lightgbm-text', 'the model has bytes that are no text', { member, offset });
};

const isText = (piece: Buffer): boolean => {
  for (let at = 0; at < piece.length; at++) {
    const byte = piece[at] as number;
    if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return false;
  }
  return true;
};

const line = async ({ source }: Pick<Scan, 'source'>, limit: number): Promise<string> => {
  for (let wanted = 256; ; wanted *= 4) {
    const have = await source.fill(wanted);
    const feed = source.window().indexOf(0x0a);
    if (feed >= 0)
      return source
        .consume(feed + 1)
        .toString('utf8', 0, feed)
        .replace(/\r$/, '');
    if (have < wanted || have > limit) throw new Malformed('lightgbm-header', 'a line does not end', source.offset());
  }
};
