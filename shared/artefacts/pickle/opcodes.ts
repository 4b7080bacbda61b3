import { build, callObject, global, newObject, persistent, reduce, stackGlobal } from './code-opcodes.ts';
import { addItems, append, dictOf, listOf, setItems } from './containers.ts';
import { bytes, constant, lined, long, type Step, texts, written } from './literal-opcodes.ts';
import { textOfEscapes, textOfQuotes, wholeNumber } from './literals.ts';
import {
  asValue,
  fail,
  type Machine,
  mark,
  pop,
  popOrMark,
  push,
  recall,
  remember,
  toMark,
  top,
  tuple,
} from './machine.ts';
import { beginFrame, i32, passFloat, u8, u16, u32, u64 } from './reader.ts';
import { FLOAT, SET } from './values.ts';

const code = (letter: string): number => letter.charCodeAt(0);
const DECIMAL = /^\s*([+-]?(\d|\.\d)[\d.eE+-]*|[+-]?(nan|inf(inity)?))\s*$/i;

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
  [code('I'), lined((machine, found) => push(machine, wholeNumber(machine, found)))],
  [code('L'), lined((machine, found) => push(machine, wholeNumber(machine, found?.replace(/L$/, ''))))],
  [code('J'), (machine) => push(machine, i32(machine.reader))],
  [code('K'), (machine) => push(machine, u8(machine.reader))],
  [code('M'), (machine) => push(machine, u16(machine.reader))],
  [0x8a, long(u8)],
  [0x8b, long(i32)],
  [
    code('F'),
    lined((machine, found) => {
      if (found === undefined || !DECIMAL.test(found)) fail(machine, 'pickle-literal', 'a decimal number is damaged');
      push(machine, FLOAT);
    }),
  ],
  [
    code('G'),
    (machine) => {
      passFloat(machine.reader);
      push(machine, FLOAT);
    },
  ],
  [code('S'), lined((machine, found) => written(machine, textOfQuotes(machine, found)))],
  [code('V'), lined((machine, found) => written(machine, textOfEscapes(found)))],
  [code('T'), texts(i32, 'latin1')],
  [code('U'), texts(u8, 'latin1')],
  [0x8c, texts(u8, 'utf8')],
  [code('X'), texts(u32, 'utf8')],
  [0x8d, texts(u64, 'utf8')],
  [code('C'), bytes(u8)],
  [code('B'), bytes(u32)],
  [0x8e, bytes(u64)],
  [0x96, bytes(u64)],
  [code(')'), (machine) => push(machine, tuple(machine, [0]))],
  [0x85, (machine) => push(machine, tuple(machine, [0, pop(machine)]))],
  [
    0x86,
    (machine) => {
      const second = pop(machine);
      push(machine, tuple(machine, [0, pop(machine), second]));
    },
  ],
  [
    0x87,
    (machine) => {
      const third = pop(machine);
      const second = pop(machine);
      push(machine, tuple(machine, [0, pop(machine), second, third]));
    },
  ],
  [
    code('t'),
    (machine) => {
      const items = toMark(machine);
      items.unshift(0);
      push(machine, tuple(machine, items));
    },
  ],
  [code(']'), (machine) => push(machine, listOf(machine, []))],
  [code('l'), (machine) => push(machine, listOf(machine, toMark(machine)))],
  [code('}'), (machine) => push(machine, dictOf(machine, []))],
  [code('d'), (machine) => push(machine, dictOf(machine, toMark(machine)))],
  [0x8f, constant(SET)],
  [
    0x91,
    (machine) => {
      for (const item of toMark(machine)) asValue(machine, item);
      push(machine, SET);
    },
  ],
  [
    code('a'),
    (machine) => {
      const item = pop(machine);
      append(machine, top(machine), [item]);
    },
  ],
  [
    code('e'),
    (machine) => {
      const items = toMark(machine);
      append(machine, top(machine), items);
    },
  ],
  [
    code('s'),
    (machine) => {
      const value = pop(machine);
      const key = pop(machine);
      setItems(machine, top(machine), [key, value]);
    },
  ],
  [
    code('u'),
    (machine) => {
      const items = toMark(machine);
      setItems(machine, top(machine), items);
    },
  ],
  [
    0x90,
    (machine) => {
      const items = toMark(machine);
      addItems(machine, top(machine), items);
    },
  ],
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
