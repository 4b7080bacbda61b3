import { Malformed } from './notebook.ts';
import { allowList } from './pickle/allowed-names.ts';
import { type Element, elementOfCode } from './pickle/dtype.ts';
import { readPickle } from './pickle/scan-pickle.ts';
import { type Literal, pythonLiteral } from './python-literal.ts';
import type { Scan } from './scan.ts';

/** Judges a numpy file (S-31): its header as a literal that is never evaluated, its bytes against the shape. */
export const scanNpy = async (scan: Scan): Promise<string> => {
  const { source, notebook, reviewed } = scan;
  const magic = await source.take(8);
  const major = magic[6] ?? 0;
  if (![1, 2, 3].includes(major) || magic[7] !== 0) throw new Malformed('npy-header', 'the version is not known', 6);
  const length = major === 1 ? (await source.take(2)).readUInt16LE() : (await source.take(4)).readUInt32LE();
  notebook.reach('headerBytes', length, 8);
  const header = (await source.take(length)).toString(major === 3 ? 'utf8' : 'latin1');
  const { descr, shape } = tableOf(header);
  const element = elementOf(descr, 0);
  if (!element) throw new Malformed('npy-header', 'the element type is not understood', 8);
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(count * Math.max(1, element.bytes)))
    throw new Malformed('npy-header', 'the shape is beyond all measure', 8);
  if (element.objects) await readPickle(scan, { name: 'pickle', allowed: allowList(reviewed, false) });
  else await source.skip(count * element.bytes);
  return 'npy';
};

const tableOf = (header: string): { readonly descr: Literal; readonly shape: readonly number[] } => {
  const refuse = (message: string): never => {
    throw new Malformed('npy-header', message, 8);
  };
  if (!/^[^\p{Cc}]*\n$/u.test(header)) refuse('the header is not one line of text');
  const table = pythonLiteral(header.replace(/ *\n$/, ''));
  if (!(table instanceof Map) || [...table.keys()].sort().join() !== 'descr,fortran_order,shape')
    return refuse('the header is not the three entries of a numpy file');
  const shape = table.get('shape');
  if (typeof table.get('fortran_order') !== 'boolean') refuse('the order is neither True nor False');
  if (!Array.isArray(shape) || shape.length > 64 || !shape.every((one) => typeof one === 'number' && one >= 0))
    return refuse('the shape is no tuple of counts');
  return { descr: table.get('descr') ?? '', shape: shape as number[] };
};

/** A type code, or a list of fields: name (or title and name), type, and a shape of its own. */
const elementOf = (descr: Literal, depth: number): Element | undefined => {
  if (typeof descr === 'string') return elementOfCode(descr);
  if (!Array.isArray(descr) || depth > 16) return undefined;
  let bytes = 0;
  let objects = false;
  for (const field of descr) {
    if (!Array.isArray(field) || field.length < 2 || field.length > 3) return undefined;
    const [name, type, shape = []] = field as [Literal, Literal, Literal?];
    const element = elementOf(type, depth + 1);
    const right =
      typeof name === 'string' ||
      (Array.isArray(name) && name.length === 2 && name.every((one) => typeof one === 'string'));
    if (!element || !right || !Array.isArray(shape) || !shape.every((one) => typeof one === 'number' && one >= 0))
      return undefined;
    bytes += element.bytes * (shape as number[]).reduce((product, one) => product * one, 1);
    objects ||= element.objects;
  }
  return { bytes, objects };
};
