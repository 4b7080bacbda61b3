const PICKLE = ['pickle', 'pickle in gzip', 'pickle in zlib'];
const XGBOOST = ['xgboost json', 'xgboost ubjson'];

/** Formats that an extension stands for; an extension that is not here promises nothing. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  onnx: ['onnx'],
  pkl: PICKLE,
  pickle: PICKLE,
  joblib: PICKLE,
  npy: ['npy'],
  npz: ['npz'],
  pt: ['torch zip'],
  pth: ['torch zip'],
  ckpt: ['torch zip', 'pickle'],
  bin: ['torch zip', ...PICKLE, ...XGBOOST, 'lightgbm', 'safetensors', 'gguf', 'onnx'],
  safetensors: ['safetensors'],
  gguf: ['gguf'],
  json: ['json', 'xgboost json'],
  ubj: ['xgboost ubjson'],
  ubjson: ['xgboost ubjson'],
  xgb: XGBOOST,
  txt: ['lightgbm'],
  lgb: ['lightgbm'],
  lgbm: ['lightgbm'],
  pmml: ['pmml'],
  xml: ['pmml'],
  keras: ['keras'],
  h5: ['hdf5'],
  hdf5: ['hdf5'],
  tar: ['tar'],
  tgz: ['tar.gz'],
  zip: ['zip', 'npz', 'keras', 'torch zip'],
  model: [...XGBOOST, 'lightgbm'],
  z: ['pickle in zlib'],
  csv: ['CSV table', 'TSV table'],
  tsv: ['TSV table'],
  parquet: ['Parquet table'],
  yaml: ['YAML document'],
  yml: ['YAML document'],
  md: [],
  html: [],
  png: ['PNG image'],
  jpg: ['JPEG image'],
  py: ['Python program', 'script'],
  so: ['program (ELF)'],
  sh: ['script'],
};

/** What a file that could not be read to its end may have been, by the kind that its first bytes tell. */
const POSSIBLE: Readonly<Record<string, readonly string[]>> = {
  xml: ['pmml'],
  zip: ['npz', 'keras', 'torch zip'],
  ubjson: ['xgboost ubjson'],
  json: ['xgboost json'],
  gzip: [...PICKLE, 'tar.gz'],
  zlib: PICKLE,
};

/** Says how a file's extension and its content disagree, `undefined` when they do not (S-01). */
export const extensionAgrees = (path: string, format: string): string | undefined => {
  if (format === 'unknown' || path === '') return undefined;
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1).toLowerCase();
  const [last = '', before = ''] = file.split('.').slice(1).reverse();
  // What is packed inside, nobody knows.
  if (format === 'empty file' || format.endsWith(' compression')) return undefined;
  if (last === 'gz' || last === 'gzip') {
    if (before === 'tar')
      return format === 'tar.gz' || format === 'gzip' ? undefined : `it is named .tar.gz, but is ${format}`;
    return format === 'tar.gz' || format === 'gzip' || format.endsWith(' in gzip')
      ? undefined
      : `it is named .${last}, but is ${format}`;
  }
  const expected = Object.hasOwn(EXTENSIONS, last) ? EXTENSIONS[last] : undefined;
  const possible = Object.hasOwn(POSSIBLE, format) ? (POSSIBLE[format] ?? []) : [];
  if (!expected || [format, ...possible].some((one) => expected.includes(one))) return undefined;
  return `it is named .${last}, but is ${format}`;
};
