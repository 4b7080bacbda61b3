import { readOnnx } from './onnx.ts';
import { defaultLimits, type ScanFinding, type ScanLimits, type ScanReport } from './schema.ts';
import { readTar } from './tar.ts';

/** A gzip stream as the caller unpacks it, with what it cost: both sizes are needed to notice a bomb. */
export interface Unpacked {
  readonly content: AsyncIterable<Uint8Array>;
  /** Compressed bytes read so far. */
  readonly compressedBytes: () => number;
}

/**
 * Judges `model.tar.gz` of an ONNX model: one `.onnx` file at the root of the archive (SageMaker unpacks it there), and
 * nothing else. Reads it as a stream of bounded size and runs nothing of it.
 */
export const scanOnnxArchive = async (unpacked: Unpacked, limits: ScanLimits = defaultLimits): Promise<ScanReport> => {
  const findings: ScanFinding[] = [];
  const tar = await readTarSafely(guarded(unpacked, limits), limits);
  findings.push(...tar.findings);
  const models = tar.members.filter(({ name }) => /^(\.\/)?[^/]+\.onnx$/.test(name));
  const strangers = tar.members.filter((member) => !models.includes(member));
  for (const { name } of strangers)
    findings.push({
      code: 'unexpected-member',
      message: `${name} does not belong to an ONNX model`,
      member: name,
      advice: 'pack the .onnx file alone, at the root of the archive',
    });
  if (models.length !== 1 && tar.findings.length === 0) {
    findings.push({
      code: 'onnx-missing',
      message: `the archive has ${models.length} .onnx files at its root`,
      advice: 'pack exactly one: tar -czf model.tar.gz model.onnx',
    });
  }
  const readings = models.map(({ name, content }) => readOnnx(content, name));
  findings.push(...readings.flatMap((reading) => reading.findings));
  return {
    verdict: findings.length > 0 ? 'refuse' : 'accept',
    rules: '',
    sha256: '',
    globals: [],
    limits: [],
    format: 'onnx in tar.gz',
    bytes: unpacked.compressedBytes(),
    expandedBytes: tar.expandedBytes,
    members: tar.members.map(({ name, bytes }) => ({ name, bytes })),
    inputs: readings[0] ? [...readings[0].inputs] : [],
    outputs: readings[0] ? [...readings[0].outputs] : [],
    operators: readings[0] ? [...readings[0].operators] : [],
    findings,
  };
};

const MEGABYTE = 2 ** 20;

/** Expanding much more than it holds is what a bomb does, long before it is at its end. */
class Bomb extends Error {
  override readonly name = 'Bomb';
}

async function* guarded({ content, compressedBytes }: Unpacked, limits: ScanLimits): AsyncGenerator<Uint8Array> {
  let expanded = 0;
  for await (const chunk of content) {
    expanded += chunk.length;
    if (expanded > MEGABYTE && expanded > limits.ratio * compressedBytes())
      throw new Bomb(`it expands more than ${limits.ratio} times`);
    yield chunk;
  }
}

const readTarSafely = async (stream: AsyncIterable<Uint8Array>, limits: ScanLimits): ReturnType<typeof readTar> => {
  try {
    return await readTar(stream, limits);
  } catch (error) {
    if (error instanceof Bomb) return failed('expansion-bomb', error.message);
    // What zlib says of a damaged stream is about the file, not about us.
    if (
      typeof (error as { code?: unknown }).code === 'string' &&
      String((error as { code?: unknown }).code).startsWith('Z_')
    ) {
      return failed('not-gzip', `the file is not a whole gzip stream: ${(error as Error).message}`);
    }
    throw error;
  }
};

const failed = (code: string, message: string) => ({
  members: [],
  findings: [{ code, message, advice: 'pack the model again with tar -czf' }],
  expandedBytes: 0,
});
