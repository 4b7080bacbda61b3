import { isKind, type Value } from './values.ts';

const GENERATORS = ['MT19937', 'PCG64', 'PCG64DXSM', 'Philox', 'SFC64'];
const MAKER = 'numpy.random._pickle.__bit_generator_ctor';

const isGenerator = (value: Value | undefined): boolean =>
  (typeof value === 'string' && GENERATORS.includes(value)) ||
  (isKind(value, 'global') && value.module.startsWith('numpy.random._') && GENERATORS.includes(value.name)) ||
  (isKind(value, 'instance') && value.of === MAKER);
const isMaker = (value: Value | undefined): boolean =>
  value === undefined || (isKind(value, 'global') && `${value.module}.${value.name}` === MAKER);

/** Numpy's makers of generators call what they are given (numpy/random/_pickle.py), so that must be numpy's own. */
const made = ([generator, maker, ...rest]: readonly Value[]): string | undefined =>
  isGenerator(generator) && isMaker(maker) && rest.length === 0
    ? undefined
    : 'something else than a generator of numpy';

export const randomJudgements = {
  [MAKER]: ([generator, ...rest]: readonly Value[]): string | undefined =>
    isGenerator(generator) && rest.length === 0 ? undefined : 'something else than a generator of numpy',
  'numpy.random._pickle.__generator_ctor': made,
  'numpy.random._pickle.__randomstate_ctor': made,
};
