import type { ByteSource } from '../byte-source.ts';
import type { Notebook } from '../notebook.ts';
import { alignedZeros } from './aligned-zeros.ts';

/** Bytes of another member of the archive that hold the values of a tensor. */
export interface ExternalRange {
  /** The graph's own path, `undefined` when it was not sent in an archive. */
  readonly member: string | undefined;
  /** As the tensor gives it: relative to the graph. */
  readonly location: string;
  readonly start: number;
  readonly length: number;
  /** Where the tensor stands in the graph. */
  readonly offset: number;
}

/** Collects, while an archive is read in any order, what tensors keep in other members and what those members are. */
export interface ExternalValues {
  refer(range: ExternalRange): void;
  /** Passes over a member of values and notes its size. */
  member(source: ByteSource, member: string): Promise<void>;
  /** Once all is read: every range must lie in a member, every byte of a member in a range (S-33, S-03). */
  settle(notebook: Notebook): void;
}

/**
 * Names under which exporters write values beside a graph: `model.onnx.data` (PyTorch), `model.onnx_data` (Optimum). Only
 * these members are taken for bare values, so that what a member is does not depend on whether the graph came before it.
 */
export const holdsValues = (member: string): boolean => /[^/!][._]data$/i.test(member);

export const VALUES_FORMAT = 'onnx values';

/** What is held against a tensor whose values cannot be found in the upload. */
export const outside = (
  notebook: Notebook,
  message: string,
  { member, offset }: Pick<ExternalRange, 'member' | 'offset'>,
): void => notebook.refuse('onnx-external-data', message, { member, offset, advice: ADVICE });

const ADVICE = 'save the model with all values inside';

export const externalValues = (): ExternalValues => {
  const ranges = new Map<string, ExternalRange[]>();
  const members = new Map<string, { readonly bytes: number; readonly zerosBefore: (at: number) => number }>();
  return {
    refer(range) {
      const path = `${range.member?.replace(/[^/!]*$/, '') ?? ''}${range.location}`;
      const known = ranges.get(path);
      if (known) known.push(range);
      else ranges.set(path, [range]);
    },
    async member(source, member) {
      const start = source.offset();
      const zeros = alignedZeros();
      for await (const piece of source.rest()) zeros.pass(piece);
      members.set(member, { bytes: source.offset() - start, zerosBefore: zeros.before });
    },
    settle(notebook) {
      for (const [path, used] of ranges) {
        const first = used[0] as ExternalRange;
        const values = members.get(path);
        if (first.member === undefined) outside(notebook, 'a tensor keeps its values in another file', first);
        else if (!values)
          outside(
            notebook,
            `a tensor keeps its values in ${first.location.slice(0, 200)}, which is no .data file of the archive`,
            first,
          );
        else settleMember(notebook, path, values, used);
      }
      for (const [member] of members)
        if (!ranges.has(member))
          notebook.refuse('unknown-format', 'this is a file of values that no ONNX graph of the archive uses', {
            member,
            offset: 0,
            advice: 'pack the graph with its own values only',
          });
    },
  };
};

const settleMember = (
  notebook: Notebook,
  member: string,
  { bytes, zerosBefore }: { readonly bytes: number; readonly zerosBefore: (at: number) => number },
  used: readonly ExternalRange[],
): void => {
  let end = 0;
  for (const range of [...used].sort((a, b) => a.start - b.start || a.length - b.length)) {
    if (range.start + range.length > bytes)
      outside(notebook, `a tensor's values lie behind the end of ${member}`, range);
    if (range.start < end) outside(notebook, `two tensors share bytes of ${member}`, range);
    if (range.start > end && zerosBefore(range.start) < range.start - end)
      unclaimed(notebook, member, end, range.start - end);
    end = Math.max(end, range.start + range.length);
  }
  if (end < bytes) unclaimed(notebook, member, end, bytes - end);
};

const unclaimed = (notebook: Notebook, member: string, offset: number, count: number): void =>
  notebook.refuse('unclaimed-bytes', `${count} bytes belong to no tensor`, { member, offset, advice: 'export again' });
