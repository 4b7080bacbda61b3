import { COLUMNS, floats, type Maker, numbers, until } from './numbers.ts';

const text4 = (text: string): string => `\x8c${String.fromCharCode(text.length)}${text}\x94`;
const named = (module: string, name: string): string => `${text4(module)}${text4(name)}\x93\x94`;
const number4 = (value: number): string =>
  `J${String.fromCharCode(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >> 24)}`;

/** A CountVectorizer: a dictionary of words and numbers, three opcodes for ten bytes, without frames as joblib writes it. */
export const vocabulary: Maker = (bytes) => {
  const below = numbers(13);
  const LETTERS = 'etaoinshrdlucmfw';
  const word = (i: number) => {
    let found = i.toString(36);
    for (let more = below(8); more > 0; more--) found += LETTERS[below(16)];
    return found;
  };
  const entries = until(bytes, (i) => `${i % 1000 === 0 ? (i ? 'u(' : '(') : ''}${text4(word(i))}${number4(i)}`);
  return Buffer.from(
    `\x80\x04${named('sklearn.feature_extraction.text', 'CountVectorizer')})\x81\x94}\x94(${text4('lowercase')}\x88${text4('vocabulary_')}}\x94${entries}uub.`,
    'latin1',
  );
};

/**
 * A list of records, each a tuple of a name from a table of few, a decimal and a small number, or a dictionary. Python
 * appends a thousand at a time.
 */
export const records: Maker = (bytes) => {
  const below = numbers(17);
  const names = COLUMNS.map(text4).join('');
  const record = (i: number) =>
    i % 4 === 3
      ? `}\x94(h${String.fromCharCode(1 + below(40))}K${String.fromCharCode(below(128))}h${String.fromCharCode(1 + below(40))}\x8c\x06${String(100_000 + below(900_000))}\x94uM\x10${String.fromCharCode(below(128))}\x86\x94`
      : `h${String.fromCharCode(1 + below(40))}G@${String.fromCharCode(...Array.from({ length: 7 }, () => below(256)))}K${String.fromCharCode(below(128))}\x87\x94`;
  const entries = until(bytes, (i) => `${i > 0 && i % 1000 === 0 ? 'e(' : ''}${record(i)}`);
  return Buffer.from(`\x80\x04]\x94(${names}${entries}e.`, 'latin1');
};

/** A dictionary of four large arrays as joblib keeps them. */
export const joblibArrays: Maker = (bytes) => {
  const below = numbers(19);
  const rows = Math.ceil(bytes / 4 / 8 / 64);
  const array = (name: string): Buffer =>
    Buffer.concat([
      Buffer.from(
        `${text4(name)}${named('joblib.numpy_pickle', 'NumpyArrayWrapper')})\x81\x94}\x94(${text4('subclass')}${named('numpy', 'ndarray')}${text4('shape')}${number4(rows)}K@\x86\x94${text4('order')}${text4('C')}${text4('dtype')}${named('numpy', 'dtype')}${text4('f8')}\x89\x88\x87\x94R\x94(K\x03${text4('<')}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00t\x94b${text4('allow_mmap')}\x88ub`,
        'latin1',
      ),
      floats(rows * 64, below),
    ]);
  return Buffer.concat([
    Buffer.from('\x80\x04}\x94(', 'latin1'),
    ...['coef_', 'intercept_', 'mean_', 'scale_'].map(array),
    Buffer.from('u.', 'latin1'),
  ]);
};
