/** Looks at the lines of one tree as they come; `end` says what is wrong with the tree, `undefined` when nothing is. */
export interface TreeWatch {
  feed(piece: Buffer): void;
  end(): string | undefined;
}

/** LightGBM takes no `num_leaves` above this. */
const MOST_LEAVES = 131_072;
const LONGEST_KEY = 32;
const [FEED, RETURN, SPACE, MINUS, EQUALS, ZERO, NINE] = [0x0a, 0x0d, 0x20, 0x2d, 0x3d, 0x30, 0x39];

/** The lists of a tree whose numbers are places in other lists: LightGBM follows them without looking (src/io/tree.cpp). */
const LISTS = [
  'split_feature',
  'decision_type',
  'left_child',
  'right_child',
  'cat_boundaries',
  'cat_threshold',
  'leaf_features',
];
const SIZES = ['num_leaves', 'num_cat'];

/**
 * Holds a tree of a LightGBM model to its own sizes (S-36): a column, a child or a place in a list of categories beyond
 * the end would make the server read memory that is not the model's, and a child before its parent would never end.
 */
export const treeWatch = (columns: number): TreeWatch => {
  const sizes = new Map<string, number>();
  const counts = new Map<string, number>();
  let wrong: string | undefined;
  /** Whether the threshold of each node is the number of a split by category. Kept where there are such splits. */
  const chosen: boolean[] = [];
  let threshold = '';
  let key = '';
  let state: 'key' | 'list' | 'thresholds' | 'skip' = 'key';
  let [value, digits, negative, count, before] = [0, 0, false, 0, -1];

  const number = (): void => {
    const given = negative ? -value : value;
    if (digits === 0 || value > 2 ** 32) wrong ??= `a number in ${key} is damaged`;
    else if (SIZES.includes(key)) sizes.set(key, given);
    else if (key === 'decision_type' && given % 2 !== 0 && !chosen[count])
      wrong ??= 'a split by category has no categories';
    else wrong ??= misplaced(key, given, count, before, columns, sizes);
    [before, count] = [given, count + 1];
    [value, digits, negative] = [0, 0, false];
  };
  const thresholdEnds = (): void => {
    if (threshold !== '' && chosen.length < MOST_LEAVES)
      chosen.push(/^\d{1,9}(\.0*)?$/.test(threshold) && Number(threshold) < (sizes.get('num_cat') ?? 0));
    threshold = '';
  };
  const lineEnds = (): void => {
    if (state === 'thresholds') thresholdEnds();
    if (state === 'list') {
      if (digits > 0 || negative) number();
      if (counts.has(key)) wrong ??= `${key} stands there twice`;
      counts.set(key, count);
      if (key === 'cat_boundaries') sizes.set('categories', before);
    }
    [key, state, count, before] = ['', 'key', 0, -1];
    [value, digits, negative] = [0, 0, false];
  };
  const inList = (byte: number): void => {
    if (byte >= ZERO && byte <= NINE) {
      if (digits < 11) value = 10 * value + byte - ZERO;
      digits++;
    } else if (byte === MINUS && digits === 0 && !negative) negative = true;
    else if (byte !== SPACE && byte !== RETURN) wrong ??= `a number in ${key} is damaged`;
    else if (digits > 0 || negative) number();
  };
  return {
    feed(piece) {
      for (let at = 0; at < piece.length; at++) {
        const byte = piece[at] as number;
        if (byte === FEED) lineEnds();
        else if (state === 'list') inList(byte);
        else if (state === 'thresholds') {
          if (byte === SPACE || byte === RETURN) thresholdEnds();
          else if (threshold.length < LONGEST_KEY) threshold += String.fromCharCode(byte);
        } else if (state === 'skip') {
          const feed = piece.indexOf(FEED, at);
          if (feed < 0) return;
          at = feed - 1;
        } else if (byte === EQUALS) state = stateOf(key, sizes);
        else if (key.length < LONGEST_KEY) key += String.fromCharCode(byte);
      }
    },
    end() {
      lineEnds();
      return wrong ?? incomplete(sizes, counts);
    },
  };
};

const stateOf = (key: string, sizes: ReadonlyMap<string, number>): 'list' | 'thresholds' | 'skip' => {
  if (LISTS.includes(key) || SIZES.includes(key)) return 'list';
  return key === 'threshold' && (sizes.get('num_cat') ?? 0) > 0 ? 'thresholds' : 'skip';
};

/** What is wrong with the number at `index` of a list, from what was read before it. */
const misplaced = (
  key: string,
  given: number,
  index: number,
  before: number,
  columns: number,
  sizes: ReadonlyMap<string, number>,
): string | undefined => {
  const leaves = sizes.get('num_leaves') ?? 0;
  const right =
    key === 'split_feature' || key === 'leaf_features'
      ? given >= 0 && given < columns
      : key === 'left_child' || key === 'right_child'
        ? given < 0
          ? -given <= leaves
          : given > index && given < leaves - 1
        : key === 'cat_boundaries'
          ? given >= Math.max(before, 0)
          : given >= 0;
  return right ? undefined : `${key} leads to ${given}, which is not there`;
};

const incomplete = (sizes: ReadonlyMap<string, number>, counts: ReadonlyMap<string, number>): string | undefined => {
  const [leaves = -1, categories = 0] = [sizes.get('num_leaves'), sizes.get('num_cat')];
  if (leaves < 1 || leaves > MOST_LEAVES) return `it has ${leaves} leaves`;
  for (const list of ['split_feature', 'left_child', 'right_child'])
    if ((counts.get(list) ?? 0) !== leaves - 1) return `${list} does not have a number for each node`;
  if (categories < 0 || (categories > 0 && counts.get('cat_boundaries') !== categories + 1))
    return 'cat_boundaries does not have a number for each split by category';
  if (categories > 0 && counts.get('cat_threshold') !== sizes.get('categories'))
    return 'cat_threshold does not end where cat_boundaries says';
  return undefined;
};
