import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeWatch } from '../../../shared/artefacts/lightgbm-tree.ts';

/** Three nodes over four columns; the second splits by the first of two sets of categories. */
const TREE = {
  num_leaves: '4',
  num_cat: '2',
  split_feature: '0 3 1',
  split_gain: '1 2 0.5',
  threshold: '0.5 0 1.0000000180025095e-35',
  decision_type: '2 1 2',
  left_child: '1 -1 -3',
  right_child: '2 -2 -4',
  leaf_value: '0.1 -0.2 0.3 nan',
  cat_boundaries: '0 1 3',
  cat_threshold: '5 1 2',
  shrinkage: '0.1',
};

const judged = (change: Readonly<Record<string, string | undefined>> = {}, piece = 1000): string | undefined => {
  const lines = Object.entries({ ...TREE, ...change }).filter(([, value]) => value !== undefined);
  const text = Buffer.from(`Tree=0\n${lines.map(([key, value]) => `${key}=${value}\n`).join('')}\n\n`);
  const watch = treeWatch(4);
  for (let at = 0; at < text.length; at += piece) watch.feed(text.subarray(at, at + piece));
  return watch.end();
};

describe('a tree of LightGBM', () => {
  it('is sound when every number leads to what is there, in whatever pieces it comes', () => {
    for (const piece of [1000, 7, 1]) expect(judged({}, piece)).toBeUndefined();
  });

  it('may be a single leaf', () => {
    const none = { split_feature: '', decision_type: '', left_child: '', right_child: '' };
    expect(
      judged({ ...none, num_leaves: '1', num_cat: '0', cat_boundaries: undefined, cat_threshold: undefined }),
    ).toBeUndefined();
  });

  it.each([
    ['a column beyond the last', { split_feature: '0 4 1' }],
    ['a column before the first', { split_feature: '0 -1 1' }],
    ['a child beyond the last node', { left_child: '1 -1 3' }],
    ['a leaf beyond the last', { right_child: '2 -2 -5' }],
    ['a child that is its parent', { left_child: '1 1 -3' }],
    ['a child before its parent', { left_child: '1 -1 0' }],
    ['fewer children than nodes', { left_child: '1 -1' }],
    ['more columns than nodes', { split_feature: '0 3 1 1' }],
    ['no children', { right_child: undefined }],
    ['no number of leaves', { num_leaves: undefined }],
    ['a damaged number of leaves', { num_leaves: '-' }],
    ['more leaves than LightGBM makes', { num_leaves: '200000' }],
    ['a number that is none', { split_feature: '0 x 1' }],
    ['a number of a hundred digits', { left_child: `${'1'.repeat(100)} -1 -3` }],
    ['a set of categories that is not there', { threshold: '0.5 2 0.1' }],
    ['a set of categories that is half a number', { threshold: '0.5 0.5 0.1' }],
    ['sets that end beyond the categories', { cat_boundaries: '0 1 4' }],
    ['sets that run backwards', { cat_boundaries: '0 4 3' }],
    ['sets that are not as many as announced', { num_cat: '3' }],
    ['a split by category where there are none', { num_cat: '0' }],
    ['columns of a linear leaf beyond the last', { leaf_features: '1 9  2' }],
  ])('is refused with %s', (_what, change) => {
    for (const piece of [1000, 1]) expect(judged(change, piece)).toEqual(expect.any(String));
  });

  it('is never a crash, whatever stands in it', () => {
    const keys = fc.constantFrom('num_leaves', 'num_cat', 'threshold', 'decision_type', 'left_child', 'cat_boundaries');
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.string())), fc.integer({ min: 1, max: 9 }), (lines, piece) => {
        const text = Buffer.from(lines.map(([key, value]) => `${key}=${value}\n`).join(''));
        const watch = treeWatch(4);
        for (let at = 0; at < text.length; at += piece) watch.feed(text.subarray(at, at + piece));
        watch.end();
      }),
    );
  });
});
