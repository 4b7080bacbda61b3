/** Formats that have a scanner. */
export type Kind =
  | 'gzip'
  | 'zlib'
  | 'tar'
  | 'zip'
  | 'npy'
  | 'safetensors'
  | 'gguf'
  | 'hdf5'
  | 'onnx'
  | 'pickle'
  | 'json'
  | 'ubjson'
  | 'lightgbm'
  | 'xml';

export type Detected = { readonly kind: Kind } | { readonly refused: string; readonly advice: string };

/** Bytes that detection looks at, where the file has them. */
export const LOOK = 1024;

const UNPACKED = 'upload the model without this packing';
const UNSUPPORTED = 'save the model in a supported format: ONNX, safetensors, the library’s own, joblib';
const NO_CODE = 'upload a model, not a program';

/** What is known by its first bytes and refused by name (S-37). */
const REFUSED: readonly (readonly [bytes: string, what: string, advice: string])[] = [
  ['BZh', 'bzip2 compression', UNPACKED],
  ['\xfd7zXZ\0', 'xz compression', UNPACKED],
  ['\x5d\0\0', 'lzma compression', UNPACKED],
  ['\x04\x22\x4d\x18', 'lz4 compression', UNPACKED],
  ['\x28\xb5\x2f\xfd', 'zstandard compression', UNPACKED],
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
  ['#!', 'a script', NO_CODE],
  ['PK\x05\x06', 'an empty zip archive', UNSUPPORTED],
  ['PK\x06\x06', 'an empty zip archive', UNSUPPORTED],
  ['TFL3', 'a TensorFlow Lite model', UNSUPPORTED],
  [
    '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19',
    'the torch format before 1.6',
    'save it with torch.save of a current torch, or as safetensors',
  ],
];

/** Tells a format by its content alone (S-01). */
export const detect = (head: Buffer, whole: boolean): Detected => {
  if (head.length === 0) return { refused: 'an empty file', advice: 'upload a file with content' };
  const starts = (bytes: string, at = 0): boolean => head.toString('latin1', at, at + bytes.length) === bytes;
  if (starts('\x1f\x8b')) return { kind: 'gzip' };
  if (starts('PK\x03\x04')) return { kind: 'zip' };
  if (starts('ustar', 257)) return { kind: 'tar' };
  if (starts('\x93NUMPY')) return { kind: 'npy' };
  if (starts('GGUF')) return { kind: 'gguf' };
  if (starts('\x89HDF\r\n\x1a\n')) return { kind: 'hdf5' };
  for (const [bytes, what, advice] of REFUSED) if (starts(bytes)) return { refused: what, advice };
  if (TFL(head)) return { refused: 'a TensorFlow Lite model', advice: UNSUPPORTED };
  const [first = 0, second = 0] = head;
  if (isSafetensors(head)) return { kind: 'safetensors' };
  if (first === 0x78 && ((first << 8) | second) % 31 === 0 && (second & 0x20) === 0 && !isText(head))
    return { kind: 'zlib' };
  if (first === 0x80) return { kind: 'pickle' };
  if (starts('tree\n') || starts('tree\r\n')) return { kind: 'lightgbm' };
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (text.startsWith('<')) return { kind: 'xml' };
  if (text.startsWith('{') && /^\{[iUIlL$#CSdDTFZ[{}]/.test(text) && !text.startsWith('{}')) return { kind: 'ubjson' };
  if (text.startsWith('{') || (text.startsWith('[') && !text.startsWith('[]('))) return { kind: 'json' };
  if (isOldPickle(head)) return { kind: 'pickle' };
  if (isOnnx(head, whole)) return { kind: 'onnx' };
  return { refused: 'a format that is not known', advice: UNSUPPORTED };
};

const TFL = (head: Buffer): boolean => head.toString('latin1', 4, 8) === 'TFL3';

const isSafetensors = (head: Buffer): boolean =>
  head.length >= 9 && head[8] === 0x7b && head.readUInt32LE(4) === 0 && head.readUInt32LE(0) <= 2 ** 30;

const isText = (head: Buffer): boolean => !head.some((byte) => byte < 9 || byte > 126);

/** Protocols 0 and 1 have no mark of their own: a file is taken for one when an opcode begins it that can. */
const isOldPickle = (head: Buffer): boolean => {
  const first = String.fromCharCode(head[0] ?? 0);
  const text = head.toString('latin1', 0, 200);
  if (first === 'c') return /^c[^\n]*\n[^\n]*\n/.test(text) || head.length < 200;
  if (first === '(') return /^\([(cdltiSVIFNU\]})X2KMJGq]/.test(text);
  if (['I', 'L', 'F', 'S', 'V'].includes(first)) return /^[ILFSV][^\n]{0,120}\n[p.(]/.test(text);
  return (
    /^[\]})][p.q(2]/s.test(text) ||
    /^[NKMJGUTX\x88\x89\x95\x8c\x8a][\s\S]*\./.test(text) ||
    /^P[^\n]*\n[.q-]/.test(text)
  );
};

/** Protobuf fields of ModelProto: ir_version first as every exporter writes it, or another of its fields. */
const isOnnx = (head: Buffer, whole: boolean): boolean => {
  const [first = 0, second = 0] = head;
  if (first === 0x08) return second > 0 && second < 0x40;
  return [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(first) && (!isText(head) || !whole);
};
