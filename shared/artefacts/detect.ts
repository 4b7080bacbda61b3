import { type Refused, refusedByName, refusedText, UNSUPPORTED } from './refused-formats.ts';

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

export type Detected = { readonly kind: Kind } | Refused;

/** Bytes that detection looks at, where the file has them. */
export const LOOK = 1024;

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
  const named = refusedByName(head);
  if (named) return named;
  const [first = 0, second = 0] = head;
  if (isSafetensors(head)) return { kind: 'safetensors' };
  if (first === 0x78 && ((first << 8) | second) % 31 === 0 && (second & 0x20) === 0 && !isText(head))
    return { kind: 'zlib' };
  if (first === 0x80) return { kind: 'pickle' };
  if (starts('tree\n') || starts('tree\r\n')) return { kind: 'lightgbm' };
  const start = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start.startsWith('<')) return { kind: 'xml' };
  if (start.startsWith('{') && /^\{[iUIlL$#CSdDTFZ[{}]/.test(start) && !start.startsWith('{}'))
    return { kind: 'ubjson' };
  if (start.startsWith('{') || (start.startsWith('[') && !start.startsWith('[]('))) return { kind: 'json' };
  const text = refusedText(head, whole);
  if (text) return text;
  if (isOldPickle(head)) return { kind: 'pickle' };
  if (isOnnx(head, whole)) return { kind: 'onnx' };
  return { refused: 'a format that is not known', advice: UNSUPPORTED };
};

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
    /^[\]})][p.q(2c]/s.test(text) ||
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
