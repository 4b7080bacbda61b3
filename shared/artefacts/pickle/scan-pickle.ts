import type { Scan } from '../scan.ts';
import { closeBooks, tick } from './accounts.ts';
import { allowList } from './allowed-names.ts';
import { joblibArrays } from './array-wrapper.ts';
import { noteFeatures } from './features.ts';
import { type Dialect, fail, type Machine, pickleMachine, pop, refuse } from './machine.ts';
import { stepOf } from './opcodes.ts';
import { runPlain } from './plain-run.ts';
import { inFrame, isReady, makeReady, opcode, pickleReader, settle } from './reader.ts';
import { emptyStore } from './store.ts';
import { asValue } from './tuples.ts';
import type { Symbols, Value } from './values.ts';
import { valueBehind } from './views.ts';

/**
 * Judges a pickle of protocols 0 to 5, or joblib's, without making any of it: every opcode with its true effect on the
 * stack, every name by what it is used for (S-10 to S-16).
 */
export const scanPickle = async (scan: Scan): Promise<string> => {
  const dialect: Dialect = { name: 'pickle', arrays: joblibArrays(scan), allowed: allowList(scan.reviewed, false) };
  const root = await readPickle(scan, dialect);
  noteFeatures(scan.notebook, root);
  return 'pickle';
};

/** Runs one pickle to its STOP, and leaves the source right behind it. @throws Malformed */
export const readPickle = async (scan: Scan, dialect: Dialect, symbols: Symbols = emptyStore()): Promise<Value> => {
  const reader = pickleReader(scan.source);
  const machine = pickleMachine(reader, dialect, scan, symbols);
  try {
    while (!machine.stopped) {
      if (!isReady(reader)) await makeReady(reader);
      const waiting = run(machine);
      if (waiting) await waiting;
    }
    if (inFrame(reader)) refuse(machine, 'pickle-frame', 'the pickle stops before the end of its frame');
    const root = pop(machine);
    if (machine.height + machine.marks.length > 0)
      refuse(machine, 'pickle-stack', 'values are left on the stack at the end');
    asValue(machine, root);
    return valueBehind(symbols, root);
  } finally {
    settle(reader);
    closeBooks(machine);
  }
};

/** Runs opcodes until one has to wait, or until what is at hand is used up. */
const run = (machine: Machine): Promise<unknown> | undefined => {
  const { reader } = machine;
  do {
    const { at } = reader;
    runPlain(machine);
    if (reader.at > at && !isReady(reader)) return undefined;
    const code = opcode(reader);
    tick(machine);
    const step = stepOf[code] ?? fail(machine, 'pickle-opcode', `0x${code.toString(16).padStart(2, '0')} is no opcode`);
    const waiting = step(machine);
    if (waiting) return waiting;
  } while (!machine.stopped && isReady(reader));
  return undefined;
};
