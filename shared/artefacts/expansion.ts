import { Malformed, type Notebook } from './notebook.ts';
import type { ScanLimits } from './schema.ts';

const TEN_MEGABYTES = 10 * 2 ** 20;

/** Passes expanded bytes on until they are too many, in all or for what they were packed in (S-06). */
export async function* measured(
  content: AsyncIterable<Buffer>,
  packed: () => number,
  { limits, notebook }: { readonly limits: ScanLimits; readonly notebook: Notebook },
): AsyncGenerator<Buffer> {
  let expanded = 0;
  for await (const piece of content) {
    expanded += piece.length;
    notebook.spend('expandedBytes', piece.length);
    if (expanded > TEN_MEGABYTES && expanded > limits.ratio * packed())
      throw new Malformed(
        'expansion-bomb',
        `it expands more than ${limits.ratio} times`,
        undefined,
        'upload the model itself, not bytes that expand without end',
      );
    yield piece;
  }
}
