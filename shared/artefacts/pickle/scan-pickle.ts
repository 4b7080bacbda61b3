import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { allowList } from './allowed-names.ts';
import { joblibArrays } from './array-wrapper.ts';
import { noteFeatures } from './features.ts';
import { type Dialect, pickleMachine } from './machine.ts';
import { OPCODE, stepOf } from './opcodes.ts';
import { pickleReader } from './reader.ts';
import type { Value } from './values.ts';

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

const BATCH = 1024;

/** Runs one pickle to its STOP, and leaves the source right behind it. @throws Malformed */
export const readPickle = async (scan: Scan, dialect: Dialect): Promise<Value> => {
  const { source, notebook } = scan;
  const reader = pickleReader(source);
  const machine = pickleMachine(reader, dialect, scan);
  const start = reader.offset();
  try {
    for (let count = 1; ; count++) {
      if (count % BATCH === 0) notebook.spend('opcodes', BATCH, reader.offset());
      const next = reader.opcode();
      const opcode = typeof next === 'number' ? next : await next;
      if (opcode === OPCODE.stop) {
        notebook.spend('opcodes', count % BATCH);
        break;
      }
      if (opcode === OPCODE.proto) {
        machine.protocol = reader.u8();
        if (reader.offset() !== start + 2)
          machine.fail('pickle-protocol', 'the protocol stands elsewhere than at the start');
        if (machine.protocol > 5) machine.fail('pickle-protocol', `protocol ${machine.protocol} is not known`);
        continue;
      }
      const step = stepOf[opcode];
      if (!step)
        throw new Malformed(
          'pickle-opcode',
          `0x${opcode.toString(16).padStart(2, '0')} is no opcode`,
          reader.offset() - 1,
        );
      const doing = step(machine);
      if (doing) await doing;
    }
    if (reader.inFrame()) machine.refuse('pickle-frame', 'the pickle stops before the end of its frame');
    const root = machine.pop();
    if (machine.depth() > 0) machine.refuse('pickle-stack', 'values are left on the stack at the end');
    machine.settle(root);
    return root;
  } finally {
    reader.settle();
  }
};
