import { constants, crc32, deflateRawSync } from 'node:zlib';
import { tar } from '../../support/archives.ts';
import { floats, numbers } from './numbers.ts';

const SEGMENT = 2 ** 20;

/** A model.tar.gz of one safetensors of about this many bytes packed, made as it is read: nothing of it is kept. */
export const streamedArtefact = (bytes: number): (() => AsyncGenerator<Buffer>) => {
  const segment = floats(SEGMENT / 8, numbers(37));
  const packed = flushed(segment);
  const count = Math.ceil(bytes / packed.length);
  const table = Buffer.from(
    JSON.stringify({ weight: { dtype: 'F64', shape: [(count * SEGMENT) / 8], data_offsets: [0, count * SEGMENT] } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(table.length));
  const size = 8 + table.length + count * SEGMENT;
  const header = tar([{ name: 'model.safetensors', size }], Buffer.alloc(0));
  const start = Buffer.concat([header, length, table]);
  const end = Buffer.alloc(((512 - (size % 512)) % 512) + 1024);
  let sum = crc32(start);
  for (let i = 0; i < count; i++) sum = crc32(segment, sum);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(end, sum), 0);
  trailer.writeUInt32LE((start.length + count * SEGMENT + end.length) % 2 ** 32, 4);
  return async function* () {
    yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    yield flushed(start);
    for (let i = 0; i < count; i++) yield packed;
    yield deflateRawSync(end);
    yield trailer;
  };
};

/** Blocks of deflate that others may follow. */
const flushed = (bytes: Buffer): Buffer => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
