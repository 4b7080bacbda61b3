import { rebuiltTensor } from '../torch/storage.ts';
import { charge, look } from './accounts.ts';
import { elementOfDtype, product } from './dtype.ts';
import { type Machine, nest, refuse } from './machine.ts';
import { randomJudgements } from './random-calls.ts';
import { asValue } from './tuples.ts';
import { type Global, type Instance, instance, isCount, isKind, type Tuple, type Value } from './values.ts';
import { depthOf, itemAt, kept, sizeOf } from './views.ts';

/** Says what is wrong with the arguments of a call, `undefined` when nothing is. */
type Judgement = (items: readonly Value[]) => string | undefined;

/** No honest call has more; who has, would have them looked at again and again. */
const MOST_ARGUMENTS = 100;

/** Judges a call of an allowed name by its arguments: even these can be misused (S-12). Answers what it would make. */
export const judgeCall = (machine: Machine, { of }: Global, args: Tuple): Value => {
  look(machine, Math.min(sizeOf(args), MOST_ARGUMENTS));
  const problem = sizeOf(args) >= MOST_ARGUMENTS ? 'too many arguments' : judgementOf(of)?.(kept(args));
  asValue(machine, args.symbol);
  charge(machine, 96);
  if (problem) refuse(machine, 'pickle-call-arguments', `${of} would be called with ${problem}`);
  if (of === '_codecs.encode') return { kind: 'bytes', length: -1 };
  // Protocols below 3 write empty bytes as a call.
  if (of === 'builtins.bytes') return { kind: 'bytes', length: sizeOf(args) === 0 ? 0 : -1 };
  if (of === 'copyreg._reconstructor') return reconstructed(machine, args);
  if (of === 'torch._utils._rebuild_parameter') return itemAt(args, 0) ?? null;
  return problem ? instance('', 'refused', args) : instance(of, 'call', args, nest(machine, depthOf(args) + 1));
};

/** What `copyreg._reconstructor(cls, object, None)` makes: the same as NEWOBJ. */
const reconstructed = (machine: Machine, args: Tuple): Instance => {
  const type = itemAt(args, 0);
  const allowed = isKind(type, 'global') && type.roles.includes('new');
  if (allowed) type.uses.new++;
  else if (isKind(type, 'global') && type.roles.length > 0)
    refuse(machine, 'pickle-global-role', `${type.module}.${type.name} may not be made by a pickle`);
  return allowed ? instance(`${type.module}.${type.name}`, 'new', args) : instance('', 'refused', args);
};

const isGlobal = (value: Value | undefined, ...names: readonly string[]): boolean =>
  isKind(value, 'global') &&
  names.includes(`${value.module === '__builtin__' ? 'builtins' : value.module}.${value.name}`);
/** scikit-learn's check of an array, the one function that a pickle may bind arguments to. */
export const isCheckArray = (value: Value | undefined): boolean =>
  isGlobal(value, 'sklearn.utils.validation.check_array');
const isBytes = (value: Value | undefined): boolean => isKind(value, 'bytes') || typeof value === 'string';
const isText = (value: Value | undefined): boolean => typeof value === 'string' || isKind(value, 'text');
const isEmptyShape = (value: Value | undefined): boolean =>
  isKind(value, 'tuple') && sizeOf(value) === 1 && itemAt(value, 0) === 0;

const ARRAYS = ['numpy.ndarray', 'numpy.matrix', 'numpy.recarray', 'numpy.ma.MaskedArray', 'numpy.ma.core.MaskedArray'];

const items: Judgement = ([first, ...rest]) =>
  rest.length > 0 || (first !== undefined && !isKind(first, 'list') && !isKind(first, 'tuple') && !isKind(first, 'set'))
    ? 'something else than a list of items'
    : undefined;
// An array of bytes made from a number has that many bytes: a bomb of a few bytes.
const content: Judgement = ([first, encoding]) =>
  first === undefined ||
  (isBytes(first) && (encoding === undefined || /^(latin-?1|ascii)$/.test(String(encoding)))) ||
  isKind(first, 'list')
    ? undefined
    : 'something else than its bytes';
const numbers: Judgement = (all) =>
  all.length <= 3 &&
  all.every((one) => one === null || ['number', 'bigint'].includes(typeof one) || isKind(one, 'float'))
    ? undefined
    : 'something else than numbers';

const judgements: Readonly<Record<string, Judgement>> = {
  '_codecs.encode': ([text, encoding, ...rest]) =>
    isText(text) && encoding === 'latin1' && rest.length === 0 ? undefined : 'something else than a text and latin1',
  // Histogram boosting reads its numeric columns through it. What it would call is held again when its state is set.
  'functools.partial': ([called, ...rest]) =>
    isCheckArray(called) && rest.length === 0 ? undefined : 'something else than check_array',
  'copyreg._reconstructor': ([type, base, state, ...rest]) =>
    isKind(type, 'global') && isGlobal(base, 'builtins.object') && state === null && rest.length === 0
      ? undefined
      : 'something else than a class, object and None',
  'builtins.set': items,
  'builtins.frozenset': items,
  'builtins.bytes': content,
  'builtins.bytearray': content,
  'builtins.range': numbers,
  'builtins.xrange': numbers,
  'builtins.slice': numbers,
  'builtins.complex': numbers,
  'collections.OrderedDict': ([first, ...rest]) =>
    rest.length === 0 && (first === undefined || isKind(first, 'list') || isKind(first, 'dict'))
      ? undefined
      : 'something else than entries',
  'collections.Counter': ([first, ...rest]) =>
    rest.length === 0 && (first === undefined || isKind(first, 'dict')) ? undefined : 'something else than counts',
  'collections.defaultdict': ([factory, ...rest]) =>
    rest.length === 0 &&
    (factory === undefined ||
      factory === null ||
      isGlobal(
        factory,
        'builtins.int',
        'builtins.float',
        'builtins.list',
        'builtins.dict',
        'builtins.set',
        'builtins.str',
        'builtins.bool',
        'collections.Counter',
        'collections.OrderedDict',
      ))
      ? undefined
      : 'something else than a plain type',
  'collections.deque': ([first, most, ...rest]) =>
    rest.length === 0 &&
    (first === undefined || isKind(first, 'tuple') || isKind(first, 'list')) &&
    (most === undefined || most === null || isCount(most))
      ? undefined
      : 'something else than items',
  'numpy.dtype': ([type]) =>
    typeof type === 'string' && type.length <= 32 ? undefined : 'something else than a type code',
  ...both('_reconstruct', ([type, shape, code]) =>
    isGlobal(type, ...ARRAYS) && isEmptyShape(shape) && isBytes(code)
      ? undefined
      : 'something else than an empty array',
  ),
  ...both('scalar', ([type, value, ...rest]) =>
    elementOfDtype(type)?.objects === false && (isBytes(value) || isKind(value, 'text')) && rest.length === 0
      ? undefined
      : 'something else than a type and its bytes',
  ),
  'numpy.core.numeric._frombuffer': ([buffer, type, shape]) => frombuffer(buffer, type, shape),
  'numpy._core.numeric._frombuffer': ([buffer, type, shape]) => frombuffer(buffer, type, shape),
  ...randomJudgements,
  'sklearn.tree._tree.Tree': ([features, classes, outputs, ...rest]) =>
    isCount(features) && isCount(outputs) && isKind(classes, 'instance') && rest.length === 0
      ? undefined
      : 'something else than its sizes',
  'torch._utils._rebuild_tensor_v2': rebuiltTensor,
  'torch._utils._rebuild_parameter': ([tensor, , ...rest]) =>
    isKind(tensor, 'instance') && rest.length === 1 ? undefined : 'something else than a tensor',
  'numpy.ma.core._mareconstruct': ([subtype, base, shape]) =>
    isGlobal(subtype, ...ARRAYS) && isGlobal(base, ...ARRAYS) && isEmptyShape(shape)
      ? undefined
      : 'something else than an empty array',
};

function both(name: string, judgement: Judgement): Readonly<Record<string, Judgement>> {
  return { [`numpy.core.multiarray.${name}`]: judgement, [`numpy._core.multiarray.${name}`]: judgement };
}

function frombuffer(buffer: Value | undefined, type: Value | undefined, shape: Value | undefined): string | undefined {
  const right = isKind(buffer, 'bytes') && elementOfDtype(type)?.objects === false && product(shape) !== undefined;
  return right ? undefined : 'something else than bytes, type and shape';
}

const judgementOf = (of: string): Judgement | undefined =>
  Object.hasOwn(judgements, of) ? judgements[of] : makesItsClass.test(of) ? ownClass(of) : undefined;

/** Cython's own makers call the class that they are given: it must be the one they belong to. */
const makesItsClass = /\.(newObj|__pyx_unpickle_\w+)$/;
const ownClass =
  (of: string): Judgement =>
  ([type]) => {
    const module = of.slice(0, of.lastIndexOf('.'));
    const right = isKind(type, 'global') && type.module === module && type.roles.includes('reference');
    return right ? undefined : 'a class that it does not belong to';
  };
