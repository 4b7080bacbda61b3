/** A checksum that is fed piece by piece. */
export interface Checksum {
  update(chunk: Buffer): void;
  digest(): Buffer;
}

const CASTAGNOLI = 0x82f63b78;

const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ CASTAGNOLI : remainder >>> 1;
  return remainder;
});

/** CRC-32C (Castagnoli, RFC 3720). */
export const crc32c = (): Checksum => {
  let crc = 0xffffffff;
  return {
    update: (chunk) => {
      for (let i = 0; i < chunk.length; i++)
        crc = (crc32cTable[(crc ^ (chunk[i] as number)) & 0xff] as number) ^ (crc >>> 8);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(~crc >>> 0);
      return bytes;
    },
  };
};

/** The NVME polynomial 0xAD93D23594C93659, bit-reversed, in two halves: 64-bit integers are slow in JavaScript. */
const NVME = { high: 0x9a6c9329, low: 0xac4bc9b5 };

const nvmeHigh = new Uint32Array(256);
const nvmeLow = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = ((low >>> 1) | (high << 31)) >>> 0;
    high >>>= 1;
    if (carry) {
      high = (high ^ NVME.high) >>> 0;
      low = (low ^ NVME.low) >>> 0;
    }
  }
  nvmeHigh[byte] = high;
  nvmeLow[byte] = low;
}

/** CRC-64/NVME, S3's own default checksum. */
export const crc64nvme = (): Checksum => {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (chunk) => {
      for (let i = 0; i < chunk.length; i++) {
        const index = (low ^ (chunk[i] as number)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (nvmeLow[index] as number);
        high = (high >>> 8) ^ (nvmeHigh[index] as number);
      }
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(~high >>> 0);
      bytes.writeUInt32BE(~low >>> 0, 4);
      return bytes;
    },
  };
};
