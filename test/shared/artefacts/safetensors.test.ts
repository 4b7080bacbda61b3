import { describe, expect, it } from 'vitest';
import { scanBytes } from '../../support/corpus.ts';

const file = (header: string): Buffer => {
  // Such a file needs more tensor than header, or the header itself is a finding.
  const values = Buffer.alloc(4096);
  const text = Buffer.from(header.padEnd(Math.ceil(header.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, values]);
};
const withNote = (note: string) =>
  file(`{"__metadata__":{"note":"${note}"},"w":{"dtype":"F32","shape":[1024],"data_offsets":[0,4096]}}`);

describe('the metadata of safetensors', () => {
  it.each(['plain', 'ü\\n', '\\ud83d\\ude00'])('may be any text: %s', async (note) => {
    expect((await scanBytes(withNote(note), 'model.safetensors')).findings).toEqual([]);
  });

  it('is refused with half a character, which its own library does not read', async () => {
    expect((await scanBytes(withNote('\\ud800'), 'model.safetensors')).findings).toMatchObject([
      { code: 'safetensors-header', message: expect.stringContaining('half a character') },
    ]);
  });
});
