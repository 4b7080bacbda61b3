/** What the bytes are, in words, and what to send instead. */
export interface Refused {
  readonly refused: string;
  readonly advice: string;
}

export const UNSUPPORTED = 'save the model in a supported format: ONNX, safetensors, the library’s own, joblib';
const UNPACKED =
  "save it without this packing, or with zlib or gzip: joblib.dump(model, path, compress=('zlib', 3)); archives as tar.gz";
const NO_CODE = 'upload a model, not a program';
const NO_DATA = 'this is data about or for a model: the gate judges the model itself';

/** What is known by its first bytes and refused by name (S-37). */
const REFUSED: readonly (readonly [bytes: string, what: string, advice: string])[] = [
  ['BZh', 'bzip2 compression', UNPACKED],
  ['\xfd7zXZ\0', 'xz compression', UNPACKED],
  ['\x5d\0\0', 'lzma compression', UNPACKED],
  ['\x04\x22\x4d\x18', 'lz4 compression', UNPACKED],
  ['\x28\xb5\x2f\xfd', 'zstandard compression', UNPACKED],
  ['\x1f\x9d', 'compress (.Z) compression', UNPACKED],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive', UNPACKED],
  ['Rar!', 'a rar archive', UNPACKED],
  ['ZF0x', 'the ZF container of old joblib', 'load and save it with a current joblib'],
  ['RDX', 'an R workspace', UNSUPPORTED],
  ['RDA', 'an R workspace', UNSUPPORTED],
  ['X\n\0\0\0', 'an R object (rds)', UNSUPPORTED],
  ['A\n2\n', 'an R object (rds)', UNSUPPORTED],
  ['A\n3\n', 'an R object (rds)', UNSUPPORTED],
  ['\x7fELF', 'a program (ELF)', NO_CODE],
  ['MZ', 'a program (Windows)', NO_CODE],
  ['\xca\xfe\xba\xbe', 'a program (Java or macOS)', NO_CODE],
  ['\xcf\xfa\xed\xfe', 'a program (macOS)', NO_CODE],
  ['\0asm', 'a program (WebAssembly)', NO_CODE],
  ['\xac\xed\0\x05', 'a serialised Java object', UNSUPPORTED],
  ['#!', 'a script', NO_CODE],
  ['PK\x05\x06', 'an empty zip archive', UNSUPPORTED],
  ['PK\x06\x06', 'an empty zip archive', UNSUPPORTED],
  ['TFL3', 'a TensorFlow Lite model', UNSUPPORTED],
  ['\x08\x01\x12', 'a TensorFlow SavedModel', 'save the model in the .keras format, or export it to ONNX'],
  ['CBM1', 'a CatBoost model', 'export it: model.save_model(path, format="onnx")'],
  ['binf', 'the old binary format of XGBoost', 'save it as JSON or UBJSON: model.save_model("model.ubj")'],
  ['bs64', 'the old binary format of XGBoost', 'save it as JSON or UBJSON: model.save_model("model.ubj")'],
  ['PAR1', 'a Parquet table', NO_DATA],
  ['ARROW1', 'an Arrow table', NO_DATA],
  ['FEA1', 'a Feather table', NO_DATA],
  ['Obj\x01', 'an Avro file', NO_DATA],
  ['SQLite format 3\0', 'an SQLite database', NO_DATA],
  ['%PDF', 'a PDF document', NO_DATA],
  ['\x89PNG', 'a PNG image', NO_DATA],
  ['\xff\xd8\xff', 'a JPEG image', NO_DATA],
  [
    '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19',
    'the torch format before 1.6',
    'save it with torch.save of a current torch, or as safetensors',
  ],
];

export const refusedByName = (head: Buffer): Refused | undefined => {
  const start = head.toString('latin1', 0, 16);
  for (const [bytes, refused, advice] of REFUSED) if (start.startsWith(bytes)) return { refused, advice };
  return start.slice(4, 8) === 'TFL3' ? { refused: 'a TensorFlow Lite model', advice: UNSUPPORTED } : undefined;
};

/** Texts that lie beside models: tables, documents, programs. Told apart so that people read what they sent. */
export const refusedText = (head: Buffer, whole: boolean): Refused | undefined => {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127)) return undefined;
  const lines = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  // The last line may be cut.
  if (!whole || lines.at(-1) === '') lines.pop();
  const [first = '', second] = lines;
  for (const [separator, name] of SEPARATORS) {
    const columns = first.split(separator).length;
    if (columns > 1 && second !== undefined && second.split(separator).length === columns)
      return { refused: `a ${name} table`, advice: NO_DATA };
  }
  const told = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (/^(import \w|from [\w.]+ import |def \w+\(|class \w+[(:])/.test(told[0] ?? ''))
    return { refused: 'a Python program', advice: NO_CODE };
  if (told.some((line) => YAML_KEY.test(line)) && told.every((line) => YAML_LINE.test(line)))
    return { refused: 'a YAML document', advice: NO_DATA };
  return undefined;
};

const SEPARATORS = [
  [',', 'CSV'],
  [';', 'CSV'],
  ['\t', 'TSV'],
] as const;
const YAML_KEY = /^[A-Za-z_][\w.-]*:(\s|$)/;
const YAML_LINE = /^(---|\.\.\.|[A-Za-z_][\w.-]*:(\s.*)?|\s+.*|- .*)$/;
