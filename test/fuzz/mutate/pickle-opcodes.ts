import { COUNTED, opcodesOf } from '../../support/pickle-opcodes.ts';
import type { Random } from '../random.ts';
import { blind } from './bytes.ts';
import type { Mutation } from './mutation.ts';

/** Whole opcodes that do something wherever they stand. */
// biome-ignore format: a table, not a column
const LOOSE = [
  '(', ')', ']', '}', 't', 'l', 'd', '0', '1', '2', 'N', 'R', 'b', 'a', 'e', 's', 'u', 'o', 'Q', '.', '\x81', '\x85', '\x86',
  '\x87', '\x88', '\x89', '\x8f', '\x90', '\x91', '\x92', '\x93', '\x94', '\x97', '\x98', 'h\x00', 'h\x01', 'h\x05', 'q\x00',
  'q\x01', 'K\x00', 'K\xff', 'cos\nsystem\n', 'cbuiltins\neval\n', 'ccollections\nOrderedDict\n', 'cnumpy\nndarray\n',
  'cnumpy\ndtype\n', 'X\x06\x00\x00\x00system', '\x8c\x02os', '\x8c\x06system', '\x8c\x0c__setstate__', '\x8c\x08__dict__',
  'U\x02os', '\x82\x01', 'P1\n', 'cjoblib.numpy_pickle\nNumpyArrayWrapper\n', 'csklearn.base\nBaseEstimator\n',
  'cbuiltins\nset\n', 'cbuiltins\nbytearray\n', 'cnumpy._core.multiarray\n_reconstruct\n', 'ccopyreg\n_reconstructor\n',
  'cnumpy._core.multiarray\nscalar\n', 'ctorch._utils\n_rebuild_tensor_v2\n', 'ctorch\nFloatStorage\n',
].map((text) => Buffer.from(text, 'latin1'));

/** Changes whole opcodes, so that the stack machine reads on to where the change matters. */
export const pickleOpcodes: Mutation = (bytes, random, other) => {
  const opcodes = opcodesOf(bytes);
  // A frame would be the first thing to be wrong.
  const pieces = random.oneIn(8) ? opcodes : opcodes.filter((one) => one[0] !== 0x95);
  if (pieces.length < 2) return undefined;
  for (let left = random.pick([1, 1, 2, 3]); left > 0 && pieces.length > 0; left--) change(pieces, random, other);
  return Buffer.concat(pieces);
};

const change = (pieces: Buffer[], random: Random, other: Buffer): void => {
  const at = random.below(pieces.length);
  const count = 1 + random.below(random.pick([1, 1, 3, 10, 40]));
  switch (random.below(8)) {
    case 0:
      pieces.splice(at, count);
      break;
    case 1:
      pieces.splice(random.below(pieces.length), 0, ...pieces.slice(at, at + count));
      break;
    case 2:
      pieces.splice(random.below(pieces.length), 0, ...pieces.splice(at, count));
      break;
    case 3:
      pieces.splice(at, 0, random.pick(LOOSE), ...(random.oneIn(2) ? [random.pick(LOOSE)] : []));
      break;
    case 4:
      pieces[at] = random.pick(LOOSE);
      break;
    case 5:
    case 6: {
      const theirs = opcodesOf(other).filter((one) => one[0] !== 0x80 && one[0] !== 0x95 && one[0] !== 0x2e);
      const from = random.below(theirs.length);
      pieces.splice(at, random.below(2) * count, ...theirs.slice(from, from + count + 4));
      break;
    }
    default: {
      const piece = pieces[at] as Buffer;
      const argument = blind(piece.subarray(1), random, other);
      if (argument) pieces[at] = sized(piece[0] as number, argument);
    }
  }
};

/** An opcode with its argument, whose length, if it has one, is mostly right. */
const sized = (opcode: number, argument: Buffer): Buffer => {
  const width = COUNTED[String.fromCharCode(opcode)];
  const whole = Buffer.concat([Buffer.from([opcode]), argument]);
  if (width && argument.length >= width)
    whole.writeUIntLE((argument.length - width) % 256 ** Math.min(width, 6), 1, Math.min(width, 6));
  return whole;
};
