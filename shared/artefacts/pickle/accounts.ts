import { fail, type Machine } from './machine.ts';
import { offsetOf } from './reader.ts';
import { sizeOfStore } from './store.ts';
import { type Global, isKind } from './values.ts';
import { valueBehind } from './views.ts';

/** Opcodes after which the notebook is told. */
export const BATCH = 1024;

/**
 * Counts an opcode, and now and then what the symbols take in memory.
 * @throws Malformed `limit-opcodes`, `limit-symbol-bytes`
 */
export const tick = (machine: Machine): void => {
  if ((++machine.opcodes & (BATCH - 1)) !== 0) return;
  machine.notebook.spend('opcodes', BATCH, offsetOf(machine.reader));
  machine.symbols.steps += BATCH;
  tellMemory(machine, offsetOf(machine.reader));
};

const tellMemory = ({ notebook, symbols }: Machine, offset?: number): void => {
  const size = sizeOfStore(symbols);
  const more = size - symbols.told;
  symbols.told = size;
  notebook.spend('symbolBytes', more, offset);
};

/** Counts what a value takes that has more than a symbol, in bytes, roughly. */
export const charge = ({ symbols }: Machine, bytes: number): void => {
  symbols.elsewhere += bytes;
};

/** What may be looked at without more opcodes, and for each of them. Honest models need less than one for an opcode. */
const LOOKS = { first: 4096, each: 8 } as const;

/**
 * Counts what an opcode looks at that others made: through the memo, opcodes of a few bytes can have the same large things
 * judged again and again. @throws Malformed `pickle-repeats`
 */
export const look = (machine: Machine, count: number): void => {
  const { symbols, opcodes } = machine;
  symbols.looked += count;
  if (symbols.looked > LOOKS.first + LOOKS.each * (symbols.steps + (opcodes % BATCH)))
    fail(machine, 'pickle-repeats', 'it has the same values judged again and again');
};

/** Tells the notebook what was counted and not told yet, and the names. */
export const closeBooks = (machine: Machine): void => {
  const { notebook, symbols } = machine;
  for (const symbol of machine.names.values()) {
    const named = valueBehind(symbols, symbol);
    if (!isKind(named, 'global')) continue;
    for (const [role, count] of Object.entries(named.uses) as [keyof Global['uses'], number][])
      if (count > 0) notebook.global({ module: named.module, name: named.name, role, count });
  }
  notebook.reach('memoEntries', machine.remembered);
  symbols.steps += machine.opcodes % BATCH;
  notebook.spend('opcodes', machine.opcodes % BATCH);
  tellMemory(machine);
};
