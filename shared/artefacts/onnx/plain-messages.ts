import { Malformed } from '../notebook.ts';
import { eachField, type Wire, type WireField } from './messages.ts';

/** A message without tensors, by the fields that are messages again. */
interface Plain {
  readonly [field: number]: Plain | undefined;
}

const entry: Plain = {};
const shape: Plain = { 1: entry };
const tensor: Plain = { 2: shape };
const type: Record<number, Plain> = { 1: tensor, 8: tensor };
const list: Plain = { 1: type };
// A sequence, a map or an optional value is of a type in its turn.
Object.assign(type, { 4: list, 5: { 2: type }, 9: list });
const value: Plain = { 2: type, 4: entry };

/** The fields of messages of onnx.proto that lead to no tensor: names of operator sets, notes, types, shapes, devices. */
export const plain = {
  model: { 8: entry, 14: entry, 26: entry },
  graph: { 11: value, 12: value, 13: value, 14: { 2: entry }, 16: entry },
  node: { 9: entry, 10: { 2: { 3: entry, 4: { 2: entry } } } },
  attribute: { 14: type, 15: type },
  tensor: { 3: entry, 16: entry },
  value,
  type,
  function: { 9: entry, 12: value, 14: entry },
} satisfies Record<string, Plain> as Record<
  'model' | 'graph' | 'node' | 'attribute' | 'tensor' | 'value' | 'type' | 'function',
  Plain
>;

const DEEPEST = 32;

/** Reads a message in which nothing is judged but that every parser could read it. @throws Malformed */
export const passPlain = (
  wire: Wire,
  field: WireField,
  of: Plain | undefined,
  depth = 0,
): Promise<void> | undefined => {
  if (!of) return undefined;
  if (depth > DEEPEST) throw new Malformed('onnx-too-deep', `types are nested deeper than ${DEEPEST}`, field.offset);
  return eachField(wire, field.length, { bytes: (inner) => passPlain(wire, inner, of[inner.number], depth + 1) });
};
