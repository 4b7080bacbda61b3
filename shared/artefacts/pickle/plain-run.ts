import { BATCH } from './accounts.ts';
import { append, setItems } from './containers.ts';
import { enlarged, type Machine } from './machine.ts';
import { int32At, LONGEST_TEXT, LOOK_AHEAD } from './reader.ts';
import { newContainer } from './sequences.ts';
import { keepAscii } from './store.ts';
import { isSmall, NOTHING, smallNumber, symbolAt, Tag, type ValueSymbol } from './symbols.ts';
import { tuple } from './tuples.ts';
import { FLOAT } from './values.ts';
import { constantSymbol } from './views.ts';

const [NONE, TRUE, FALSE] = [constantSymbol(null), constantSymbol(true), constantSymbol(false)];
const DECIMAL = constantSymbol(FLOAT);

/**
 * Runs opcodes that make plain data, as long as nothing is out of the ordinary: they are nearly all of a large pickle, and
 * each takes a few nanoseconds here, where everything they need stands in local variables and nothing is made anew. At
 * the first opcode that is another, that may be wrong, or whose bytes are not all at hand, it stops before it; then the
 * step of `opcodes.ts` does it, which knows every case. What both do must be the same: every report is the same in
 * whatever pieces a file arrives, and pieces decide which of them does an opcode.
 */
export const runPlain = (machine: Machine): void => {
  let left = quota(machine);
  const { reader, symbols, stack, memo, marks, limits } = machine;
  const { window, limit } = reader;
  const last = limit - LOOK_AHEAD;
  /** Numbers below this may be set in the memo here. */
  const near = machine.far.size > 0 ? 0 : Math.min(memo.length, limits.memoEntries);
  let { at } = reader;
  let { height, floor, remembered } = machine;
  const taken = machine.opcodes + left;
  try {
    while (left > 0 && at <= last) {
      left--;
      switch (window[at]) {
        // MARK
        case 0x28:
          if (marks.length >= machine.deepest) break;
          marks.push(height);
          floor = height;
          at++;
          continue;
        // NONE
        case 0x4e:
          stack[height++] = NONE;
          at++;
          continue;
        // NEWTRUE
        case 0x88:
          stack[height++] = TRUE;
          at++;
          continue;
        // NEWFALSE
        case 0x89:
          stack[height++] = FALSE;
          at++;
          continue;
        // BININT
        case 0x4a: {
          const value = int32At(window, at + 1);
          if (!isSmall(value)) break;
          stack[height++] = smallNumber(value);
          at += 5;
          continue;
        }
        // BININT1
        case 0x4b:
          stack[height++] = smallNumber(window[at + 1] as number);
          at += 2;
          continue;
        // BININT2
        case 0x4d:
          stack[height++] = smallNumber((window[at + 1] as number) | ((window[at + 2] as number) << 8));
          at += 3;
          continue;
        // BINFLOAT
        case 0x47:
          stack[height++] = DECIMAL;
          at += 9;
          continue;
        // SHORT_BINUNICODE, SHORT_BINSTRING
        case 0x8c:
        case 0x55: {
          const length = window[at + 1] as number;
          if (at + 2 + length > limit) break;
          const text = keepAscii(symbols, window, at + 2, length);
          if (text === NOTHING) break;
          stack[height++] = text;
          at += 2 + length;
          continue;
        }
        // BINUNICODE
        case 0x58: {
          const length = int32At(window, at + 1);
          if (length < 0 || length > LONGEST_TEXT || at + 5 + length > limit) break;
          const text = keepAscii(symbols, window, at + 5, length);
          if (text === NOTHING) break;
          stack[height++] = text;
          at += 5 + length;
          continue;
        }
        // SHORT_BINBYTES
        case 0x43: {
          const length = window[at + 1] as number;
          if (at + 2 + length > limit) break;
          stack[height++] = symbolAt(Tag.bytes, length);
          at += 2 + length;
          continue;
        }
        // EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3
        case 0x29:
        case 0x85:
        case 0x86:
        case 0x87: {
          const from = height - (window[at] === 0x29 ? 0 : (window[at] as number) - 0x84);
          if (from < floor) break;
          reader.at = ++at;
          stack[from] = tuple(machine, from, height);
          height = from + 1;
          continue;
        }
        // TUPLE
        case 0x74: {
          const from = marks.pop();
          if (from === undefined) break;
          floor = innermost(marks);
          reader.at = ++at;
          stack[from] = tuple(machine, from, height);
          height = from + 1;
          continue;
        }
        // EMPTY_LIST
        case 0x5d:
          stack[height++] = newContainer(symbols, Tag.list);
          at++;
          continue;
        // EMPTY_DICT
        case 0x7d:
          stack[height++] = newContainer(symbols, Tag.dict);
          at++;
          continue;
        // APPEND
        case 0x61:
          if (height - 2 < floor) break;
          reader.at = ++at;
          height--;
          append(machine, stack[height - 1] as ValueSymbol, height, height + 1);
          continue;
        // SETITEM
        case 0x73:
          if (height - 3 < floor) break;
          reader.at = ++at;
          height -= 2;
          setItems(machine, stack[height - 1] as ValueSymbol, height, height + 2);
          continue;
        // APPENDS, SETITEMS
        case 0x65:
        case 0x75: {
          if (
            marks.length === 0 ||
            floor === 0 ||
            (marks.length > 1 && floor - 1 < (marks[marks.length - 2] as number))
          )
            break;
          const fill = window[at] === 0x65 ? append : setItems;
          const from = marks.pop() as number;
          const to = height;
          floor = innermost(marks);
          reader.at = ++at;
          height = from;
          fill(machine, stack[from - 1] as ValueSymbol, from, to);
          continue;
        }
        // BINPUT
        case 0x71: {
          const index = window[at + 1] as number;
          if (index >= near || height <= floor) break;
          if (memo[index] === NOTHING) remembered++;
          memo[index] = stack[height - 1] as ValueSymbol;
          at += 2;
          continue;
        }
        // LONG_BINPUT
        case 0x72: {
          const index = int32At(window, at + 1);
          if (index < 0 || index >= near || height <= floor) break;
          if (memo[index] === NOTHING) remembered++;
          memo[index] = stack[height - 1] as ValueSymbol;
          at += 5;
          continue;
        }
        // MEMOIZE
        case 0x94:
          if (remembered >= near || memo[remembered] !== NOTHING || height <= floor) break;
          memo[remembered++] = stack[height - 1] as ValueSymbol;
          at++;
          continue;
        // BINGET
        case 0x68: {
          const index = window[at + 1] as number;
          const symbol = index < near ? (memo[index] as ValueSymbol) : NOTHING;
          if (symbol === NOTHING) break;
          stack[height++] = symbol;
          at += 2;
          continue;
        }
        // LONG_BINGET
        case 0x6a: {
          const index = int32At(window, at + 1);
          const symbol = index >= 0 && index < near ? (memo[index] as ValueSymbol) : NOTHING;
          if (symbol === NOTHING) break;
          stack[height++] = symbol;
          at += 5;
          continue;
        }
        default:
      }
      // Not done: another opcode, or something is out of the ordinary.
      left++;
      break;
    }
  } finally {
    reader.at = at;
    machine.height = height;
    machine.floor = floor;
    machine.remembered = remembered;
    machine.opcodes = taken - left;
  }
};

/** The stack has room for so many more, before it is made larger. */
const SPARE = 32;

/**
 * Opcodes that may run before an account is due, the stack is full or a limit may be passed: each pushes and remembers at
 * most one value.
 */
const quota = (machine: Machine): number => {
  if (machine.stack.length - machine.height < SPARE) machine.stack = enlarged(machine.stack);
  const { opcodes, stack, height, remembered, limits } = machine;
  const account = BATCH - 1 - (opcodes & (BATCH - 1));
  return Math.min(account, stack.length - height, limits.memoEntries + 1 - height, limits.memoEntries - remembered);
};

const innermost = (marks: readonly number[]): number => (marks.length > 0 ? (marks[marks.length - 1] as number) : 0);
