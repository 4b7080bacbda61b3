import { build, callObject, global, newObject, persistent, reduce, stackGlobal } from './code-opcodes.ts';
import { addItems, append, dictOf, listOf, setItems } from './containers.ts';
import { textOfEscapes, textOfQuotes, wholeNumber } from './literals.ts';
import type { Machine } from './machine.ts';
import { FLOAT, LONG, SET, TEXT, type Value } from './values.ts';

/** What an opcode does to the machine. */
export type Step = (machine: Machine) => void | Promise<void>;

const code = (letter: string): number => letter.charCodeAt(0);
const constant =
  (value: Value): Step =>
  (machine) =>
    machine.push(value);
/** Pushes what may have to be waited for. Waiting costs more than most opcodes, so it is done only then. */
const pushed = (machine: Machine, value: Value | undefined | Promise<string | undefined>): void | Promise<void> => {
  if (value instanceof Promise) return value.then((one) => machine.push(one ?? TEXT));
  machine.push(value ?? TEXT);
};
const text =
  (length: (machine: Machine) => number, encoding: BufferEncoding): Step =>
  (machine) =>
    pushed(machine, machine.reader.text(length(machine), encoding));
const bytes =
  (length: (machine: Machine) => number): Step =>
  (machine) => {
    const count = length(machine);
    const doing = machine.reader.skip(count);
    if (doing) return doing.then(() => machine.push({ kind: 'bytes', length: count }));
    machine.push({ kind: 'bytes', length: count });
  };
const long =
  (length: (machine: Machine) => number): Step =>
  async (machine) => {
    const count = length(machine);
    if (count < 0) machine.fail('pickle-length', 'a number has a negative length');
    if (count > 8) {
      await machine.reader.skip(count);
      return machine.push(LONG);
    }
    const digits = await machine.reader.bytes(count);
    const value = digits.reduceRight((sum, digit) => sum * 256n + BigInt(digit), 0n);
    const signed = count === 0 ? 0n : BigInt.asIntN(8 * count, value);
    machine.push(Number.isSafeInteger(Number(signed)) ? Number(signed) : signed);
  };
const tuple =
  (count: number): Step =>
  (machine) => {
    const items: Value[] = [];
    for (let i = 0; i < count; i++) items.unshift(machine.pop());
    machine.push(machine.tuple(items));
  };

const u8 = ({ reader }: Machine): number => reader.u8();
const u32 = ({ reader }: Machine): number => reader.u32();
const i32 = ({ reader }: Machine): number => reader.i32();
const u64 = ({ reader }: Machine): number => reader.u64();

const steps: readonly (readonly [number, Step])[] = [
  [code('('), (machine) => machine.mark()],
  [code('0'), (machine) => machine.popOrMark()],
  [code('1'), (machine) => void machine.toMark()],
  [code('2'), (machine) => machine.push(machine.top())],
  [code('N'), constant(null)],
  [0x88, constant(true)],
  [0x89, constant(false)],
  [code('I'), async (machine) => machine.push(wholeNumber(machine, await machine.reader.line('latin1')))],
  [
    code('L'),
    async (machine) => machine.push(wholeNumber(machine, (await machine.reader.line('latin1'))?.replace(/L$/, ''))),
  ],
  [code('J'), (machine) => machine.push(machine.reader.i32())],
  [code('K'), (machine) => machine.push(machine.reader.u8())],
  [code('M'), (machine) => machine.push(machine.reader.u16())],
  [0x8a, long(u8)],
  [0x8b, long(i32)],
  [
    code('F'),
    async (machine) => {
      const line = await machine.reader.line('latin1');
      if (
        line === undefined ||
        line.trim() === '' ||
        !/^\s*([+-]?(\d|\.\d)[\d.eE+-]*|[+-]?(nan|inf(inity)?))\s*$/i.test(line)
      )
        machine.fail('pickle-literal', 'a decimal number is damaged');
      machine.push(FLOAT);
    },
  ],
  [
    code('G'),
    (machine) => {
      machine.reader.float();
      machine.push(FLOAT);
    },
  ],
  [code('S'), async (machine) => machine.push(textOfQuotes(machine, await machine.reader.line('latin1')))],
  [code('V'), async (machine) => machine.push(textOfEscapes(await machine.reader.line('latin1')))],
  [
    code('T'),
    text((machine) => {
      const length = machine.reader.i32();
      return length < 0 ? machine.fail('pickle-length', 'a text has a negative length') : length;
    }, 'latin1'),
  ],
  [code('U'), text(u8, 'latin1')],
  [0x8c, text(u8, 'utf8')],
  [code('X'), text(u32, 'utf8')],
  [0x8d, text(u64, 'utf8')],
  [code('C'), bytes(u8)],
  [code('B'), bytes(u32)],
  [0x8e, bytes(u64)],
  [0x96, bytes(u64)],
  [code(')'), (machine) => machine.push(machine.tuple([]))],
  [0x85, tuple(1)],
  [0x86, tuple(2)],
  [0x87, tuple(3)],
  [
    code('t'),
    (machine) => {
      const items = machine.toMark();
      machine.push(machine.tuple(items));
    },
  ],
  [code(']'), (machine) => machine.push(listOf(machine, []))],
  [code('l'), (machine) => machine.push(listOf(machine, machine.toMark()))],
  [code('}'), (machine) => machine.push(dictOf(machine, []))],
  [code('d'), (machine) => machine.push(dictOf(machine, machine.toMark()))],
  [0x8f, constant(SET)],
  [
    0x91,
    (machine) => {
      for (const item of machine.toMark()) machine.settle(item);
      machine.push(SET);
    },
  ],
  [
    code('a'),
    (machine) => {
      const item = machine.pop();
      append(machine, machine.top(), [item]);
    },
  ],
  [
    code('e'),
    (machine) => {
      const items = machine.toMark();
      append(machine, machine.top(), items);
    },
  ],
  [
    code('s'),
    (machine) => {
      const value = machine.pop();
      const key = machine.pop();
      setItems(machine, machine.top(), [key, value]);
    },
  ],
  [
    code('u'),
    (machine) => {
      const items = machine.toMark();
      setItems(machine, machine.top(), items);
    },
  ],
  [
    0x90,
    (machine) => {
      const items = machine.toMark();
      addItems(machine, machine.top(), items);
    },
  ],
  [
    code('p'),
    async (machine) => {
      const index = wholeNumber(machine, await machine.reader.line('latin1'));
      if (typeof index !== 'number' || index < 0) machine.fail('pickle-memo', 'a memo number is damaged');
      else machine.remember(index);
    },
  ],
  [code('q'), (machine) => machine.remember(machine.reader.u8())],
  [code('r'), (machine) => machine.remember(machine.reader.u32())],
  [0x94, (machine) => machine.memoize()],
  [
    code('g'),
    async (machine) => {
      const index = wholeNumber(machine, await machine.reader.line('latin1'));
      machine.recall(typeof index === 'number' ? index : -1);
    },
  ],
  [code('h'), (machine) => machine.recall(machine.reader.u8())],
  [code('j'), (machine) => machine.recall(machine.reader.u32())],
  [0x95, (machine) => machine.reader.beginFrame(machine.reader.u64())],
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

/** Steps by opcode (https://github.com/python/cpython/blob/main/Lib/pickletools.py); others are no opcodes. */
export const stepOf: readonly (Step | undefined)[] = steps.reduce<(Step | undefined)[]>((table, [opcode, step]) => {
  table[opcode] = step;
  return table;
}, new Array<Step | undefined>(256).fill(undefined));

export const OPCODE = { proto: 0x80, stop: code('.') } as const;
