import { scanRow } from './rows';
import { same, stringEnd } from './text';

// A form says how records are read: where the number of them that were read is noted, the plans of the row and of its
// answer, the name a header begins with and its length, how many parts there are, and for each of them 12 bytes: its
// fixed bytes, their length, and what follows.
const INPUTS: usize = 4;
const OUTPUT: usize = 8;
const HEADER: usize = 12;
const HEADER_LENGTH: usize = 16;
const COUNT: usize = 20;
const PARTS: usize = 24;
const LENGTH: usize = 4;
const HOLE: usize = 8;
const STEP: usize = 12;

const INPUT_HOLE = 0;
const OUTPUT_HOLE = 1;
const END_HOLE = 2;

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COMMA: u8 = 0x2c;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
/** First byte of the mark that may stand before a header. */
const BYTE_ORDER: u8 = 0xef;

/** Reads records of one row each from `start` into rows from `row` on, `most` at most. Answers where it stopped, `to` at the latest. */
export function scanRecords(form: usize, start: usize, to: usize, row: usize, most: u32): usize {
  let read: u32 = 0;
  while (start < to && read < most) {
    const next = scanRecord(form, start, row + read);
    if (next === 0) break;
    start = next;
    read++;
  }
  store<u32>(form, read);
  return start;
}

/** Where the next record begins; 0 for one that is not of the form, or holds anything but one plain row and one answer. */
function scanRecord(form: usize, at: usize, row: usize): usize {
  const end = form + PARTS + <usize>load<u32>(form, COUNT) * STEP;
  for (let part = form + PARTS; part < end; part += STEP) {
    const length = <usize>load<u32>(part, LENGTH);
    if (!same(at, load<u32>(part), length)) return 0;
    at += length;
    const hole = load<u32>(part, HOLE);
    if (hole === INPUT_HOLE) {
      if (beginsHeader(at, load<u32>(form, HEADER), load<u32>(form, HEADER_LENGTH))) return 0;
      at = onlyRow(load<u32>(form, INPUTS), at, row);
    } else if (hole === OUTPUT_HOLE) {
      if (load<u8>(at) === COMMA) return 0;
      at = onlyRow(load<u32>(form, OUTPUT), at, row);
    } else if (hole === END_HOLE) {
      if (load<u8>(at) === CR) at++;
      if (load<u8>(at) !== LF) return 0;
    } else at = stringEnd(at);
    if (at === 0) return 0;
  }
  return at + 1;
}

function beginsHeader(at: usize, header: usize, length: usize): bool {
  return load<u8>(at) === BYTE_ORDER || (length > 0 && same(at, header, length));
}

/** Reads the one row of a body in a JSON string. Answers where the closing quote is; 0 for a blank body or one of more rows. */
function onlyRow(plan: usize, at: usize, row: usize): usize {
  const first = load<u8>(at);
  if (first === QUOTE || first === BACKSLASH || first === LF || first === CR) return 0;
  at = scanRow(plan, at, row);
  if (at === 0) return 0;
  if (load<u8>(at) === BACKSLASH) {
    if (load<u16>(at) === RETURN) at += 2;
    if (load<u16>(at) !== NEW_LINE) return 0;
    at += 2;
  }
  return load<u8>(at) === QUOTE ? at : 0;
}

/** `\r` and `\n` as JSON writes them, read at once. */
const RETURN: u16 = 0x725c;
const NEW_LINE: u16 = 0x6e5c;
