import type { ByteSource } from '../byte-source.ts';
import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { strictDocument } from './strict-document.ts';
import type { DocumentSink } from './tokens.ts';
import { xgboostWatch } from './xgboost-watch.ts';

/** Bytes of numbers by marker (UBJSON draft 12; XGBoost adds unsigned markers of its own in none). */
const WIDTH: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };
const LONGEST_KEPT = 4096;

/** Judges an XGBoost model in UBJSON; no other writer of the format is known to hold models. */
export const scanUbjson = async (scan: Scan): Promise<string> => {
  const watch = xgboostWatch();
  const sink = strictDocument(scan, watch);
  const { source } = scan;
  const first = await marker(source);
  if (first !== '{') throw new Malformed('ubjson-malformed', 'the document is no object', 0);
  await object(scan, sink);
  if (!watch.isXgboost())
    scan.notebook.refuse('unsupported-format', 'this UBJSON document is no XGBoost model', { member: scan.member });
  else watch.end(scan);
  return 'xgboost ubjson';
};

const marker = async (source: ByteSource): Promise<string> => {
  if (source.window().length === 0) await source.fill(1);
  return String.fromCharCode((await source.take(1))[0] as number);
};

const object = async (scan: Scan, sink: DocumentSink): Promise<void> => {
  const { source } = scan;
  sink.open('object', source.offset());
  for (;;) {
    const at = source.offset();
    const next = await marker(source);
    if (next === '}') break;
    // Objects of announced length or type exist in the format, but not in what XGBoost writes.
    const length = await integer(source, next);
    if (length > LONGEST_KEPT) throw new Malformed('ubjson-malformed', 'a key is too long', at);
    sink.key((await source.take(length)).toString('utf8'), at);
    await value(scan, sink, await marker(source));
  }
  sink.close(source.offset());
};

const value = async (scan: Scan, sink: DocumentSink, type: string): Promise<void> => {
  const { source } = scan;
  const at = source.offset();
  if (type === '{') return object(scan, sink);
  if (type === '[') return array(scan, sink);
  if (type === 'Z') return sink.constant(null, at);
  if (type === 'T' || type === 'F') return sink.constant(type === 'T', at);
  if (type === 'd' || type === 'D') {
    await source.skip(WIDTH[type] as number);
    return sink.number('0.0', at);
  }
  if (type === 'S') {
    const length = await integer(source, await marker(source));
    if (length > LONGEST_KEPT) return source.skip(length).then(() => sink.text(undefined, at));
    return sink.text((await source.take(length)).toString('utf8'), at);
  }
  sink.number(String(await signed(source, type)), at);
};

const array = async (scan: Scan, sink: DocumentSink): Promise<void> => {
  const { source, notebook } = scan;
  sink.open('array', source.offset());
  let next = await marker(source);
  if (next === '$') {
    const type = await marker(source);
    const width = WIDTH[type];
    if (width === undefined || (await marker(source)) !== '#')
      throw new Malformed(
        'ubjson-malformed',
        `an array of type ${JSON.stringify(type)} is not understood`,
        source.offset(),
      );
    const count = await integer(source, await marker(source));
    notebook.spend('elements', count, source.offset());
    await source.skip(count * width);
  } else if (next === '#') {
    const count = await integer(source, await marker(source));
    notebook.spend('elements', count, source.offset());
    for (let i = 0; i < count; i++) await value(scan, sink, await marker(source));
  } else for (; next !== ']'; next = await marker(source)) await value(scan, sink, next);
  sink.close(source.offset());
};

const signed = async (source: ByteSource, type: string): Promise<bigint> => {
  const width = type === 'd' || type === 'D' ? undefined : WIDTH[type];
  if (width === undefined)
    throw new Malformed(
      'ubjson-malformed',
      `the marker ${JSON.stringify(type)} is not understood`,
      source.offset() - 1,
    );
  const bytes = await source.take(width);
  const unsigned = BigInt(`0x${bytes.toString('hex')}`);
  return type === 'U' ? unsigned : BigInt.asIntN(8 * width, unsigned);
};

const integer = async (source: ByteSource, type: string): Promise<number> => {
  const at = source.offset();
  const found = await signed(source, type);
  if (found < 0n || found > BigInt(2 ** 40))
    throw new Malformed('ubjson-malformed', 'a length is negative or beyond all measure', at);
  return Number(found);
};
