import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRows } from '../../functions/serve-onnx/content-types.ts';
import { loadModel } from '../../functions/serve-onnx/inference.ts';
import { readModelFile } from '../../functions/serve-onnx/model-file.ts';
import { requestBody } from '../../shared/deployment/answers.ts';
import type { Ask } from '../../shared/deployment/asking.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { unpack } from '../local/sagemaker/unpack.ts';
import { Complaint } from './terminal.ts';

/** Rows that are answered at once. */
const BATCH = 500;

/**
 * The model of a submission, run in this process by the code that serves ONNX models: as a caller would ask it, in CSV.
 * @throws Complaint when the archive holds no ONNX graph, or one that reads other columns
 */
export const modelHere = async (manifest: Manifest, archive: string): Promise<Ask> => {
  if (!existsSync(archive)) throw new Complaint(`${archive} is not there: the manifest names it as the model.`);
  const model = await loaded(archive);
  const { inputs } = manifest.signature;
  return async (rows) => {
    const answers: (readonly number[])[] = [];
    for (let start = 0; start < rows.length; start += BATCH) {
      const body = requestBody(inputs, rows.slice(start, start + BATCH), 'text/csv');
      const predictions = await model.predict(readRows('text/csv', body, model.columns));
      answers.push(...predictions.map((prediction) => [prediction].flat()));
    }
    return answers;
  };
};

const loaded = async (archive: string) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'slipway-model-'));
  try {
    await unpack(createReadStream(archive), folder);
    const onnx = await import('onnxruntime-web');
    // One thread: worker threads would keep the command from ending.
    onnx.env.wasm.numThreads = 1;
    return await loadModel(onnx, await readModelFile(folder));
  } catch (error) {
    throw new Complaint(
      `The model in ${archive} cannot be run here: ${(error as Error).message}. Only ONNX can; of other models the checks of a live endpoint measure it, where the policy's importance.ask says live-endpoint.`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
