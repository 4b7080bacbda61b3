import { crc32 } from 'node:zlib';
import { floats, type Maker, numbers } from './numbers.ts';

export const safetensors: Maker = (bytes) => {
  const tensors = 64;
  const size = Math.ceil(bytes / tensors / 8) * 8;
  const header = Object.fromEntries(
    Array.from({ length: tensors }, (_, i) => [
      `layers.${i}.weight`,
      { dtype: 'F64', shape: [size / 8], data_offsets: [i * size, (i + 1) * size] },
    ]),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, floats((tensors * size) / 8, numbers(23))]);
};

/** Two arrays, stored as `numpy.savez` stores them. */
export const npz: Maker = (bytes) => {
  const below = numbers(31);
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${Math.ceil(bytes / 16)},), }`.padEnd(117);
  const content = Buffer.concat([
    Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header}\n`, 'latin1'),
    floats(Math.ceil(bytes / 16), below),
  ]);
  const fixed = Buffer.alloc(26);
  fixed.writeUInt16LE(20, 0);
  fixed.writeUInt32LE(crc32(content), 10);
  fixed.writeUInt32LE(content.length, 14);
  fixed.writeUInt32LE(content.length, 18);
  fixed.writeUInt16LE(5, 22);
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const name of ['a.npy', 'b.npy']) {
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fixed, Buffer.from(name), content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fixed, place, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(2, 8);
  end.writeUInt16LE(2, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
};
