import type { Inflate, InflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { Malformed } from './notebook.ts';

type Engine = Inflate | InflateRaw;

/** How many packed bytes had been taken when the piece at hand came out. */
export interface Packed {
  bytes: number;
}

/**
 * Expands one deflate stream and stops exactly behind it: the source then stands at the first byte that does not belong
 * to it, which Node's own streams do not tell. Its pieces, and what was packed of them, depend on the bytes alone, not on
 * how fast they come or are read (S-05). @throws Malformed
 */
export async function* inflated(
  source: ByteSource,
  engine: Engine,
  packed: Packed = { bytes: 0 },
): AsyncGenerator<Buffer> {
  let over = false;
  let wake = (): void => undefined;
  let fed = 0;
  let last: Buffer = Buffer.alloc(0);
  const pushed: { readonly length: number; readonly fed: number }[] = [];
  const push = engine.push.bind(engine);
  engine.push = (piece: Buffer | null, ...rest) => {
    if (piece) pushed.push({ length: piece.length, fed });
    return push(piece, ...rest);
  };
  const finish = (): void => {
    over = true;
    wake();
  };
  engine.on('end', finish);
  engine.on('close', finish);
  engine.on('error', finish);
  const feed = async (): Promise<void> => {
    while (!over) {
      last = await source.piece(2 ** 16);
      if (last.length === 0) {
        engine.end();
        return;
      }
      fed += last.length;
      await new Promise<void>((resolve) => {
        wake = resolve;
        engine.write(last, () => resolve());
      });
      // What it did not take lies behind the end of the stream.
      if (engine.bytesWritten < fed) return;
    }
  };
  // A fault of what lies below must end the reading as that fault.
  const feeding = feed().catch((error: Error) => engine.destroy(error));
  try {
    for await (const read of engine) {
      // A slow reader is given several pieces as one.
      for (let joined = read as Buffer; joined.length > 0; ) {
        const { length, fed: taken } = pushed.shift() ?? { length: joined.length, fed };
        packed.bytes = taken;
        yield joined.subarray(0, length);
        joined = joined.subarray(length);
      }
    }
    await feeding;
    source.unread(last.subarray(last.length - (fed - engine.bytesWritten)));
  } catch (error) {
    if (error instanceof Malformed || !String((error as { code?: unknown }).code).startsWith('Z_')) throw error;
    throw new Malformed(
      'compressed-damaged',
      `the compressed bytes are damaged: ${(error as Error).message}`,
      source.offset(),
    );
  } finally {
    engine.destroy();
  }
}
