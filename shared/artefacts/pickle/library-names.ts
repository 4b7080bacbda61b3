import type { AllowedNames } from './allowed-names.ts';

const BUILTINS = ['builtins', '__builtin__'];
const MULTIARRAY = ['numpy.core.multiarray', 'numpy._core.multiarray'];
const NUMERIC = ['numpy.core.numeric', 'numpy._core.numeric'];
const UFUNCS = ['numpy', 'numpy.core._multiarray_umath', 'numpy._core._multiarray_umath'];

/** Modules of scikit-learn whose classes reach files, downloads or test tools. */
const SKLEARN =
  /^sklearn\.(?!(?:.*\.)?(?:_testing|_mocking|datasets|externals|tests|conftest|_build_utils|_min_dependencies|_show_versions|experimental|_plotting|_plot|_array_api|parallel|_joblib|_openml|_pprint|_repr_html|_estimator_html_repr)(?:\.|$))[\w.]+$/;

/**
 * Names that modules of scikit-learn import from elsewhere (asked of every module of 1.2, 1.7 and 1.9) or might: they are
 * not scikit-learn's classes. PyFuncDistance is, but calls a function of the pickle's choice.
 */
const FOREIGN = [
  'ABC ABCMeta Any Array BSpline BZ2File BytesIO Callable Client CodeType CompletedProcess ComplexWarning',
  'Connection Container Counter Decimal Enum EnvironmentError Event ExitStack FileNotFoundError Formatter',
  'Fraction FunctionType Future GzipFile HTTPError Hashable Integral Iterable Iterator LinAlgError',
  'LinearOperator List Listener Literal Lock Logger LooseVersion Mapping MaskedArray MemorizedFunc',
  'MemorizedResult Memory MethodType ModuleType MutableMapping NamedTemporaryFile NamedTuple Number OSError',
  'Optional Parallel Parameter Path Pickler Pool Popen Process ProcessPoolExecutor Protocol PurePath PyFuncDistance PyFuncDistance32 PyFuncDistance64 Queue',
  'RLock Random Real Request Sequence SimpleNamespace Sized SkipTest SparseEfficiencyWarning StringIO',
  'SystemRandom TarFile Template TemporaryDirectory TextIOWrapper Thread ThreadPool ThreadPoolExecutor',
  'ThreadpoolController Timer URLError Union Unpickler UserDict UserList UserString',
  'VisibleDeprecationWarning ZipFile',
].flatMap((line) => line.split(' '));

/** A class of scikit-learn's own. */
const CLASS = new RegExp(`^_?(?!(?:${FOREIGN.join('|')})$)[A-Z]\\w*$`);

/**
 * Every name that a model of a library needs, measured on all estimators of scikit-learn 1.2 to 1.9, numpy 1.24 to 2.4,
 * LightGBM, XGBoost and torch at protocols 2, 4 and 5 (SECURITY 1.5). By name, not by module: modules that honest files
 * use also lead to `os`.
 */
export const libraryNames: readonly AllowedNames[] = [
  { modules: ['collections'], names: ['OrderedDict', 'defaultdict', 'Counter', 'deque'], roles: ['call', 'reference'] },
  {
    modules: BUILTINS,
    names: ['set', 'frozenset', 'bytes', 'bytearray', 'complex', 'slice', 'range', 'xrange'],
    roles: ['call', 'reference'],
  },
  {
    modules: BUILTINS,
    names: ['int', 'float', 'list', 'dict', 'object', 'str', 'bool', 'tuple', 'long', 'unicode'],
    roles: ['reference'],
  },
  { modules: ['_codecs'], names: ['encode'], roles: ['call'] },
  { modules: ['copyreg', 'copy_reg'], names: ['_reconstructor'], roles: ['call'] },
  { modules: ['datetime'], names: ['datetime', 'date', 'time', 'timedelta', 'timezone'], roles: ['call'] },
  { modules: ['decimal'], names: ['Decimal'], roles: ['call'] },
  { modules: ['functools'], names: ['partial'], roles: ['call'] },
  { modules: ['sklearn.utils.validation'], names: ['check_array'], roles: ['reference'] },
  { modules: ['numpy'], names: ['dtype'], roles: ['call', 'reference'] },
  { modules: MULTIARRAY, names: ['_reconstruct', 'scalar'], roles: ['call'] },
  { modules: NUMERIC, names: ['_frombuffer'], roles: ['call'] },
  { modules: ['numpy.ma.core'], names: ['_mareconstruct'], roles: ['call'] },
  {
    modules: ['numpy.random._pickle'],
    names: ['__generator_ctor', '__randomstate_ctor'],
    roles: ['call'],
  },
  { modules: ['numpy.random._pickle'], names: ['__bit_generator_ctor'], roles: ['call', 'reference'] },
  { modules: ['sklearn.metrics._scorer'], names: ['_passthrough_scorer'], roles: ['reference'] },
  { modules: ['numpy.random.bit_generator'], names: ['__pyx_unpickle_SeedSequence'], roles: ['call'] },
  {
    modules: ['numpy'],
    names: [
      'ndarray',
      'matrix',
      'recarray',
      /^(u?int(8|16|32|64|p|c)?|u?(byte|short|long|longlong)|float(16|32|64|128)?|complex(64|128|256)|longdouble|bool_?|str_|bytes_|object_|void|datetime64|timedelta64|half|single|double)$/,
    ],
    roles: ['reference'],
  },
  { modules: ['numpy.ma', 'numpy.ma.core'], names: ['MaskedArray'], roles: ['reference'] },
  {
    modules: [/^numpy\.random\._(mt19937|pcg64|philox|sfc64)$/],
    names: ['MT19937', 'PCG64', 'PCG64DXSM', 'Philox', 'SFC64'],
    roles: ['reference'],
  },
  { modules: ['numpy.random.bit_generator'], names: ['SeedSequence'], roles: ['reference'] },
  {
    modules: UFUNCS,
    names: [
      'log1p',
      'expm1',
      'log',
      'log2',
      'log10',
      'exp',
      'exp2',
      'sqrt',
      'square',
      'cbrt',
      'absolute',
      'abs',
      'sign',
      'sin',
      'cos',
      'tanh',
      'arcsinh',
      'sinh',
      'reciprocal',
      'mean',
      'median',
      'nan_to_num',
      'maximum',
      'minimum',
      'ceil',
      'floor',
      'rint',
      'trunc',
      'power',
      'logaddexp',
      'isnan',
      'isfinite',
      'isinf',
      'sum',
      'prod',
      'max',
      'min',
      'amax',
      'amin',
      'argmax',
      'argmin',
      'cumsum',
      'diff',
      'clip',
      'round',
      'around',
      'where',
      'ravel',
      'squeeze',
      'reshape',
      'transpose',
      'expand_dims',
      'atleast_2d',
      'concatenate',
      'hstack',
      'column_stack',
      'asarray',
      'array',
    ],
    roles: ['reference'],
  },
  { modules: ['sklearn.tree._tree'], names: ['Tree'], roles: ['call'] },
  {
    modules: ['sklearn.neighbors._kd_tree', 'sklearn.neighbors._ball_tree', 'sklearn.metrics._dist_metrics'],
    names: ['newObj'],
    roles: ['call'],
  },
  {
    modules: ['sklearn.neighbors._kd_tree', 'sklearn.neighbors._ball_tree'],
    names: [/^(KD|Ball)Tree(32|64)?$/],
    roles: ['reference'],
  },
  {
    modules: ['sklearn.metrics._dist_metrics'],
    names: [/^(?!PyFunc)[A-Z]\w*Distance(32|64)?$/, /^DistanceMetric(32|64)?$/],
    roles: ['reference'],
  },
  {
    modules: ['sklearn.linear_model._sgd_fast'],
    names: [
      /^(Hinge|SquaredHinge|Log|LogLoss|Huber|ModifiedHuber|SquaredLoss|EpsilonInsensitive|SquaredEpsilonInsensitive)$/,
    ],
    roles: ['call', 'reference'],
  },
  {
    // Releases built with meson call the module by its last part alone.
    modules: ['sklearn._loss._loss', '_loss'],
    names: [/^Cy[A-Z]\w*$/, /^__pyx_unpickle_Cy[A-Z]\w*$/],
    roles: ['call', 'reference'],
  },
  {
    modules: ['sklearn.cluster._kmeans'],
    names: ['_kmeans_single_lloyd', '_kmeans_single_elkan'],
    roles: ['reference'],
  },
  {
    modules: ['sklearn.feature_selection._univariate_selection', 'sklearn.feature_selection._mutual_info'],
    names: [
      'f_classif',
      'f_regression',
      'chi2',
      'f_oneway',
      'r_regression',
      'mutual_info_classif',
      'mutual_info_regression',
    ],
    roles: ['reference'],
  },
  {
    // Every function of these modules that ends so takes answers and gives a figure; a search keeps it as its scorer.
    modules: [
      /^sklearn\.metrics\._(classification|regression|ranking)$/,
      /^sklearn\.metrics\.cluster\._(un)?supervised$/,
    ],
    names: [/^[a-z][a-z0-9_]*_(score|loss|error|deviance|corrcoef)$/],
    roles: ['reference'],
  },
  { modules: ['sklearn.compose._column_transformer'], names: ['make_column_selector'], roles: ['new'] },
  { modules: [SKLEARN], names: [CLASS], roles: ['new'] },
  {
    modules: [/^scipy\.sparse\._?(csr|csc|coo|lil|dok|dia|bsr)$/],
    names: [/^(csr|csc|coo|lil|dok|dia|bsr)_(matrix|array)$/],
    roles: ['new'],
  },
  { modules: ['scipy.interpolate._bsplines'], names: ['BSpline'], roles: ['new'] },
  { modules: ['scipy.interpolate._interpolate', 'scipy.interpolate.interpolate'], names: ['interp1d'], roles: ['new'] },
  { modules: ['scipy._lib.array_api_compat.numpy._aliases'], names: [/^(asarray|astype)$/], roles: ['reference'] },
  { modules: ['lightgbm.sklearn'], names: [/^LGBM[A-Z]\w*$/], roles: ['new'] },
  { modules: ['lightgbm.basic'], names: ['Booster'], roles: ['new'] },
  { modules: ['xgboost.sklearn'], names: [/^XGB[A-Z]\w*$/], roles: ['new'] },
  { modules: ['xgboost.core'], names: ['Booster'], roles: ['new'] },
  { modules: ['xgboost.callback'], names: ['EarlyStopping', 'EvaluationMonitor'], roles: ['new'] },
  { modules: ['joblib.numpy_pickle'], names: ['NumpyArrayWrapper'], roles: ['new'] },
  { modules: ['torch._utils'], names: ['_rebuild_tensor_v2', '_rebuild_parameter'], roles: ['call'], torch: true },
  { modules: ['torch'], names: ['Size', 'device'], roles: ['call'], torch: true },
  {
    modules: ['torch'],
    names: [
      /^(Double|Float|Half|BFloat16|Long|Int|Short|Char|Byte|Bool|ComplexFloat|ComplexDouble)Storage$/,
      /^(float(16|32|64)|bfloat16|complex(64|128)|u?int(8|16|32|64)|bool)$/,
      /^(strided|contiguous_format)$/,
    ],
    roles: ['reference'],
    torch: true,
  },
];
