import { describe, expect, it } from 'vitest';
import { scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import { corpus, scanBytes } from '../../support/corpus.ts';

const files = new Map(corpus().map(({ path, bytes }) => [path, bytes]));
const bytesOf = (path: string): Buffer => Buffer.from(files.get(path) ?? []);
const codes = async (path: string) => (await scanBytes(bytesOf(path), path)).findings.map(({ code }) => code);

describe('bytes of an HDF5 file that belong to nothing', () => {
  it.each([
    'keras/old.h5',
    'keras/weights.h5',
    'keras/nested.h5',
    'keras/convolution.h5',
    'h5/pieces.h5',
    'h5/texts.h5',
  ])('are all zero in %s, as Keras and h5py write it', async (path) => {
    const { findings, limits } = await scanBytes(bytesOf(path), path);

    expect(findings).toEqual([]);
    expect(limits.map(({ name }) => name)).not.toContain('unclaimedBytes');
  });

  it('stand in the report when they are few, as attributes leave them that were written anew', async () => {
    const { verdict, limits } = await scanBytes(bytesOf('h5/again.h5'), 'again.h5');

    expect(verdict).toBe('accept');
    expect(limits).toContainEqual({ name: 'unclaimedBytes', used: expect.any(Number), limit: 1024 });
  });

  it.each(['h5/deleted.h5', 'h5/hidden-in-slack.h5', 'h5/hidden-behind.h5'])('are refused in %s', async (path) => {
    expect(await codes(path)).toEqual(['limit-unclaimed-bytes']);
  });

  it('are refused from the first one on where the house takes none', async () => {
    const report = await scanArtefact(
      (async function* () {
        yield bytesOf('h5/again.h5');
      })(),
      'again.h5',
      { limits: { unclaimedBytes: 0 } },
    );

    expect(report.findings.map(({ code }) => code)).toEqual(['limit-unclaimed-bytes']);
  });
});

describe('an array of an HDF5 file', () => {
  it('has the bytes of its shape, or is refused', async () => {
    expect(await codes('h5/more-than-its-shape.h5')).toContain('hdf5-malformed');
  });

  it('shares its bytes with no other part', async () => {
    // Every word that leads to the second tree leads to the first one instead.
    const tree = bytesOf('keras/weights.h5');
    const nodes = [...tree.toString('latin1').matchAll(/TREE/g)].map(({ index }) => index);
    const [first = 0, second = 0] = nodes;
    const from = Buffer.alloc(8);
    const to = Buffer.alloc(8);
    from.writeBigUInt64LE(BigInt(second));
    to.writeBigUInt64LE(BigInt(first));
    for (let at = tree.indexOf(from); at >= 0; at = tree.indexOf(from, at + 8)) to.copy(tree, at);

    expect((await scanBytes(tree, 'weights.h5')).findings.map(({ code }) => code)).toContain('hdf5-overlap');
  });
});

describe('how a Keras model was trained', () => {
  it('is judged as the model itself is', async () => {
    expect(await codes('h5/lambda-in-training.h5')).toEqual(['keras-code']);
  });
});

describe('a Keras class', () => {
  it.each([
    ['keras/unknown-class.keras', 'keras-code', 'TFOpLambda is no class of Keras that is known'],
    ['keras/map-of-a-function.keras', 'keras-code', 'Map of keras.src.ops.core is no class of Keras that is known'],
    ['keras/address.keras', 'keras-file', 'a text of the configuration is an address'],
    ['keras/file-list.keras', 'keras-file', 'vocabulary_file names a file or an address'],
  ])('or argument is refused in %s', async (path, code, message) => {
    expect((await scanBytes(bytesOf(path), path)).findings).toMatchObject([{ code, message }]);
  });
});
