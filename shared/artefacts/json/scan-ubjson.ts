import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { strictDocument, type Watcher } from './strict-document.ts';
import type { DocumentSink } from './tokens.ts';
import { type UbjsonItems, ubjsonItems, WIDTH } from './ubjson-items.ts';
import { xgboostWatch } from './xgboost-watch.ts';

const [OPEN, CLOSE, START, END, TYPE, COUNT] = [0x7b, 0x7d, 0x5b, 0x5d, 0x24, 0x23];
const [NULL, TRUE, FALSE, TEXT, FLOAT, DOUBLE] = [0x5a, 0x54, 0x46, 0x53, 0x64, 0x44];
/** Values that an open container still takes: as many, or an object's or array's until its end marker. */
const [OBJECT, ENDLESS] = [-1, -2];

/** Judges an XGBoost model in UBJSON; no other writer of the format is known to hold models. */
export const scanUbjson = async (scan: Scan): Promise<string> => {
  const { notebook, member } = scan;
  const watch = xgboostWatch();
  await readUbjson(scan, watch);
  if (!watch.isXgboost()) notebook.refuse('unsupported-format', 'this UBJSON document is no XGBoost model', { member });
  else watch.end(scan);
  return 'xgboost ubjson';
};

/** Reads a document to its end. @throws Malformed */
export const readUbjson = async (scan: Scan, watcher: Watcher): Promise<void> => {
  const sink = strictDocument(scan, watcher);
  const items = ubjsonItems(scan.source);
  const open: number[] = [];
  await items.ready();
  if (items.marker() !== OPEN) throw new Malformed('ubjson-malformed', 'the document is no object', 0);
  sink.open('object', 0);
  open.push(OBJECT);
  while (open.length > 0) {
    const waiting = items.ready();
    if (waiting) await waiting;
    step(scan, items, sink, open);
  }
  await items.ready();
  items.settle();
};

/** One value of the innermost container, with its key in an object; or that container's end. */
const step = (scan: Scan, items: UbjsonItems, sink: DocumentSink, open: number[]): void => {
  const kind = open[open.length - 1] as number;
  const at = items.offset();
  const marker = kind === 0 ? END : items.marker();
  const ends = kind === 0 || (kind === OBJECT && marker === CLOSE) || (kind === ENDLESS && marker === END);
  if (ends) {
    open.pop();
    sink.close(items.offset());
  } else if (kind === OBJECT) {
    // Objects of announced length or type exist in the format, but not in what XGBoost writes.
    const key = items.key(items.length(marker));
    if (key === undefined) throw new Malformed('ubjson-malformed', 'a key is too long', at);
    sink.key(key, at);
    value(scan, items, sink, open, items.marker());
  } else {
    if (kind > 0) open[open.length - 1] = kind - 1;
    value(scan, items, sink, open, marker);
  }
};

const value = (scan: Scan, items: UbjsonItems, sink: DocumentSink, open: number[], type: number): void => {
  const at = items.offset();
  if (type === OPEN) {
    sink.open('object', at);
    open.push(OBJECT);
  } else if (type === START) array(scan, items, sink, open);
  else if (type === NULL) sink.constant(null, at);
  else if (type === TRUE || type === FALSE) sink.constant(type === TRUE, at);
  else if (type === FLOAT || type === DOUBLE) {
    items.skip(WIDTH[type] as number);
    sink.number(() => undefined, at);
  } else if (type === TEXT) {
    const text = items.text(items.length(items.marker()));
    sink.text(() => text, at);
  } else {
    const number = items.integer(type);
    sink.number(() => String(number), at);
  }
};

const array = ({ notebook }: Scan, items: UbjsonItems, sink: DocumentSink, open: number[]): void => {
  sink.open('array', items.offset());
  const next = items.marker();
  if (next === TYPE) {
    const type = items.marker();
    const width = WIDTH[type];
    if (width === undefined || items.marker() !== COUNT)
      throw new Malformed(
        'ubjson-malformed',
        `an array of type ${JSON.stringify(String.fromCharCode(type))} is not understood`,
        items.offset(),
      );
    const count = items.length(items.marker());
    notebook.spend('elements', count, items.offset());
    items.skip(count * width);
    sink.close(items.offset());
  } else if (next === COUNT) {
    const count = items.length(items.marker());
    notebook.spend('elements', count, items.offset());
    open.push(count);
  } else {
    items.unread();
    open.push(ENDLESS);
  }
};
