import { eachField, textOf, type Wire, type WireField } from './messages.ts';

/** StringStringEntryProto of onnx.proto. */
const ENTRY = { key: 1, value: 2 } as const;
/** `checksum` is not verified: the digest of the whole upload is. `basepath` moves the files and must be empty. */
const KEYS = ['location', 'offset', 'length', 'checksum', 'basepath'];
/** Plain decimal, below 2^53. */
const NUMBER = /^(0|[1-9]\d{0,14})$/;

export type Entries = Map<string, string>;

/** Reads one entry into the others; answers what is wrong with it. @throws Malformed */
export const readEntry = async (wire: Wire, field: WireField, entries: Entries): Promise<string | undefined> => {
  let [key, value] = ['', ''];
  await eachField(wire, field.length, {
    bytes(inner) {
      if (inner.number === ENTRY.key)
        return textOf(wire, inner).then((text) => {
          key = text;
        });
      return inner.number === ENTRY.value
        ? textOf(wire, inner).then((text) => {
            value = text;
          })
        : undefined;
    },
  });
  if (!KEYS.includes(key)) return `a tensor's external data has the key ${key.slice(0, 100)}, which ONNX does not know`;
  if (entries.has(key)) return `a tensor's external data has the key ${key} twice`;
  entries.set(key, value);
  return undefined;
};

/** Where the entries say that so many bytes of values lie, or what is wrong with them. */
export const rangeOf = (
  entries: Entries,
  bytes: number,
): { readonly location: string; readonly start: number; readonly length: number } | string => {
  const { location = '', offset = '0', length = String(bytes), basepath = '' } = Object.fromEntries(entries);
  if (basepath !== '' || !isPlain(location))
    return 'a tensor keeps its values outside of the folder of its graph, or under a name that is not plain';
  if (!NUMBER.test(offset) || !NUMBER.test(length)) return "a tensor's external data has numbers that are not plain";
  if (Number(length) !== bytes) return "a tensor's external data does not have the bytes that its shape needs";
  return { location, start: Number(offset), length: bytes };
};

/** The path as an archive would have it (S-20), written in one way only. */
const isPlain = (location: string): boolean =>
  !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD\\:!]/u.test(location) &&
  location.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
