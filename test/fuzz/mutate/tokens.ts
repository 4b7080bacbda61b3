import type { Random } from '../random.ts';
import type { Mutation } from './mutation.ts';

/** Words, numbers, texts in quotes, runs of blanks, and every other character by itself. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|[A-Za-z_][\w.-]*|\s+|[\s\S]/g;

// biome-ignore format: a table, not a column
const NUMBERS = [
  '0', '-0', '-1', '1e309', '1e-400', '9007199254740993', '18446744073709551616', '1E5', '01', '.5', '5.', 'NaN',
  'Infinity', '0x10', '1'.repeat(400),
];
// biome-ignore format: a table, not a column
const TEXTS = [
  '""', '"__proto__"', '"constructor"', '"\\u0000"', '"\\ud800"', '"\ufeff"', '"\\"', '"', "'", '"\u202e"',
  `"${'x'.repeat(2000)}"`, '"../../etc/passwd"', '"http://127.0.0.1/"', '"Lambda"', '"\\x41"',
];
// biome-ignore format: a table, not a column
const SIGNS = [
  '{', '}', '[', ']', '[[[[[[[[', ',', ':', '<', '>', '/>', '</', '<!--', '-->', '<![CDATA[', ']]>', '&lt;', '&#0;',
  '&x;', '<?x?>', '=', '\n', '\r\n', '\r', '\t', ' ', '\0', '- ', '&a ', '*a', '<<: ', '!!js ', '# ', '|', '>-', 'null',
  'true', '---\n', '%YAML 1.1\n', '"\n', ';',
];

/** Changes that keep to words and signs: for every format that is text. */
export const tokenwise: Mutation = (bytes, random, other) => {
  const tokens = tokensOf(bytes);
  if (tokens.length === 0) return undefined;
  for (let left = random.pick([1, 1, 1, 2, 3]); left > 0; left--) change(tokens, random, other);
  return Buffer.from(tokens.join(''), 'latin1');
};

const change = (tokens: string[], random: Random, other: Buffer): void => {
  const at = random.below(tokens.length);
  const count = 1 + random.below(random.pick([1, 1, 4, 16, 64]));
  switch (random.below(7)) {
    case 0:
      tokens.splice(at, count);
      break;
    case 1:
      tokens.splice(at, 0, ...tokens.slice(at, at + count));
      break;
    case 2:
      tokens.splice(random.below(tokens.length), 0, ...tokens.splice(at, count));
      break;
    case 3:
      tokens[at] = random.pick(tokens);
      break;
    case 4: {
      const theirs = tokensOf(other);
      const from = random.below(theirs.length);
      tokens.splice(at, random.below(2) * count, ...theirs.slice(from, from + count));
      break;
    }
    case 5:
      tokens.splice(at, random.below(2), latin1(random.pick([...SIGNS, ...TEXTS])));
      break;
    default: {
      const numbers = [...tokens.keys()].filter((i) => /^-?\d/.test(tokens[i] as string));
      tokens[numbers.length > 0 ? random.pick(numbers) : at] = random.pick(NUMBERS);
    }
  }
};

const tokensOf = (bytes: Buffer): string[] => bytes.toString('latin1').match(TOKEN) ?? [];
const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
