import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The graph of an unpacked model archive: `model.onnx`, or the only `.onnx` file at its root. */
export const readModelFile = async (folder: string): Promise<Uint8Array> => {
  const graphs = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
  const [only] = graphs.includes('model.onnx') ? ['model.onnx'] : graphs;
  if (only === undefined) throw new Error('the model archive has no .onnx file at its root');
  if (graphs.length > 1 && only !== 'model.onnx')
    throw new Error(`the model archive has ${graphs.length} .onnx files and none is called model.onnx`);
  return await readFile(path.join(folder, only));
};
