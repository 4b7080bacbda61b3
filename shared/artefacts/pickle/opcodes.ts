import { build, callObject, global, newObject, persistent, reduce, stackGlobal } from './code-opcodes.ts';
import { addItems, append, dictOf, listOf, setItems } from './containers.ts';
import { bytes, constant, lined, long, type Step, texts } from './literal-opcodes.ts';
import { textOfEscapes, textOfQuotes, wholeNumber } from './literals.ts';
import { fail, type Machine, mark, popOrMark, push, pushValue, take, toMark, top } from './machine.ts';
import { recall, remember } from './memo.ts';
import { beginFrame, i32, passFloat, u8, u16, u32, u64 } from './reader.ts';
import { smallNumber, type ValueSymbol } from './symbols.ts';
import { asValues, tuple } from './tuples.ts';
import { FLOAT, SET } from './values.ts';
import { constantSymbol } from './views.ts';

const code = (letter: string): number => letter.charCodeAt(0);
const FLOAT_SYMBOL = constantSymbol(FLOAT);
const DECIMAL = /^\s*([+-]?(\d|\.\d)[\d.eE+-]*|[+-]?(nan|inf(inity)?))\s*$/i;

const tupleOf =
  (count: number): Step =>
  (machine) => {
    const to = machine.height;
    push(machine, tuple(machine, take(machine, count), to));
  };

/** Makes something of what stands above the mark. */
const ofMarked =
  (make: (machine: Machine, from: number, to: number) => ValueSymbol): Step =>
  (machine) => {
    const to = machine.height;
    push(machine, make(machine, toMark(machine), to));
  };

type Fill = (machine: Machine, target: ValueSymbol, from: number, to: number) => void;
/** Puts so many values, or what stands above the mark, into what then is on top. */
const filling =
  (fill: Fill, count?: number): Step =>
  (machine) => {
    const to = machine.height;
    const from = count === undefined ? toMark(machine) : take(machine, count);
    fill(machine, top(machine), from, to);
  };

const steps: readonly (readonly [number, Step])[] = [
  [0x80, (machine) => protocol(machine)],
  [
    code('.'),
    (machine) => {
      machine.stopped = true;
    },
  ],
  [code('('), mark],
  [code('0'), popOrMark],
  [code('1'), (machine) => void toMark(machine)],
  [code('2'), (machine) => push(machine, top(machine))],
  [code('N'), constant(null)],
  [0x88, constant(true)],
  [0x89, constant(false)],
  [code('I'), lined((machine, found) => pushValue(machine, wholeNumber(machine, found)))],
  [code('L'), lined((machine, found) => pushValue(machine, wholeNumber(machine, found?.replace(/L$/, ''))))],
  [code('J'), (machine) => pushValue(machine, i32(machine.reader))],
  [code('K'), (machine) => push(machine, smallNumber(u8(machine.reader)))],
  [code('M'), (machine) => push(machine, smallNumber(u16(machine.reader)))],
  [0x8a, long(u8)],
  [0x8b, long(i32)],
  [
    code('F'),
    lined((machine, found) => {
      if (found === undefined || !DECIMAL.test(found)) fail(machine, 'pickle-literal', 'a decimal number is damaged');
      push(machine, FLOAT_SYMBOL);
    }),
  ],
  [
    code('G'),
    (machine) => {
      passFloat(machine.reader);
      push(machine, FLOAT_SYMBOL);
    },
  ],
  [code('S'), lined((machine, found) => pushValue(machine, textOfQuotes(machine, found)))],
  [code('V'), lined((machine, found) => pushValue(machine, textOfEscapes(found)))],
  [code('T'), texts(i32, 'latin1')],
  [code('U'), texts(u8, 'latin1')],
  [0x8c, texts(u8, 'utf8')],
  [code('X'), texts(u32, 'utf8')],
  [0x8d, texts(u64, 'utf8')],
  [code('C'), bytes(u8)],
  [code('B'), bytes(u32)],
  [0x8e, bytes(u64)],
  [0x96, bytes(u64)],
  [code(')'), tupleOf(0)],
  [0x85, tupleOf(1)],
  [0x86, tupleOf(2)],
  [0x87, tupleOf(3)],
  [code('t'), ofMarked(tuple)],
  [code(']'), (machine) => push(machine, listOf(machine, 0, 0))],
  [code('l'), ofMarked(listOf)],
  [code('}'), (machine) => push(machine, dictOf(machine, 0, 0))],
  [code('d'), ofMarked(dictOf)],
  [0x8f, constant(SET)],
  [
    0x91,
    (machine) => {
      const to = machine.height;
      asValues(machine, toMark(machine), to);
      pushValue(machine, SET);
    },
  ],
  [code('a'), filling(append, 1)],
  [code('e'), filling(append)],
  [code('s'), filling(setItems, 2)],
  [code('u'), filling(setItems)],
  [0x90, filling(addItems)],
  [
    code('p'),
    lined((machine, found) => {
      const index = wholeNumber(machine, found);
      if (typeof index !== 'number' || index < 0) fail(machine, 'pickle-memo', 'a memo number is damaged');
      else remember(machine, index);
    }),
  ],
  [code('q'), (machine) => remember(machine, u8(machine.reader))],
  [code('r'), (machine) => remember(machine, u32(machine.reader))],
  [0x94, (machine) => remember(machine, machine.remembered)],
  [
    code('g'),
    lined((machine, found) => {
      const index = wholeNumber(machine, found);
      recall(machine, typeof index === 'number' ? index : -1);
    }),
  ],
  [code('h'), (machine) => recall(machine, u8(machine.reader))],
  [code('j'), (machine) => recall(machine, u32(machine.reader))],
  [0x95, (machine) => beginFrame(machine.reader, u64(machine.reader))],
  [code('c'), global],
  [0x93, stackGlobal],
  [code('R'), reduce],
  [0x81, newObject],
  [code('b'), build],
  [code('Q'), persistent],
  ...(['P', 'i', 'o', '\x82', '\x83', '\x84', '\x92', '\x97', '\x98'] as const).map(
    (letter) => [code(letter), callObject(code(letter))] as const,
  ),
];

/** PROTO says which opcodes may follow; it stands at the very start. */
const protocol = (machine: Machine): void => {
  machine.protocol = u8(machine.reader);
  if (machine.opcodes !== 1) fail(machine, 'pickle-protocol', 'the protocol stands elsewhere than at the start');
  if (machine.protocol > 5) fail(machine, 'pickle-protocol', `protocol ${machine.protocol} is not known`);
};

/** Steps by opcode (https://github.com/python/cpython/blob/main/Lib/pickletools.py); others are no opcodes. */
export const stepOf: readonly (Step | undefined)[] = steps.reduce<(Step | undefined)[]>((table, [opcode, step]) => {
  table[opcode] = step;
  return table;
}, new Array<Step | undefined>(256).fill(undefined));
