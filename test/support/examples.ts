import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

const folder = (example: string): URL => new URL(`../../examples/${example}/`, import.meta.url);

/** A file of an example submission. */
export const exampleFile = (example: string, name: string): Promise<Buffer> => readFile(new URL(name, folder(example)));

/** The graph inside an example's archive, whose only entry is model.onnx. */
export const exampleGraph = async (example: string): Promise<Uint8Array> => {
  const tar = gunzipSync(await exampleFile(example, 'model.tar.gz'));
  const size = Number.parseInt(tar.toString('ascii', 124, 135), 8);
  return new Uint8Array(tar.subarray(512, 512 + size));
};

/** The first rows of an example's holdout, without header and label. */
export const holdoutRows = async (example: string, count: number): Promise<string[][]> =>
  (await lines(example, 'holdout.csv')).slice(0, count).map((line) => line.split(',').slice(0, -1));

/** What scikit-learn answered for the first rows of the holdout when the model was made. */
export const scoresOfTraining = async (example: string): Promise<number[]> =>
  (await lines(example, 'expected.csv')).map(Number);

const lines = async (example: string, name: string): Promise<string[]> =>
  (await exampleFile(example, name)).toString('utf8').trimEnd().split('\n').slice(1);
