// The serving process. The image's build puts onnxruntime-node in the place of onnxruntime-web (see the Dockerfile).
import * as onnx from 'onnxruntime-web';
import { readEnv } from '../../shared/runtime/env.ts';
import { env } from './env.ts';
import { loadModel, type Model } from './inference.ts';
import { readModelFile } from './model-file.ts';
import { serve } from './server.ts';

const { SAGEMAKER_BIND_TO_PORT, HOST, MODEL_DIR, EXIT_WITH_PARENT } = readEnv(env);

if (EXIT_WITH_PARENT) process.stdin.on('end', () => process.exit(0)).resume();
process.on('SIGTERM', () => process.exit(0));

// One thread: an endpoint's requests are small, and worker threads would cost more than they give.
onnx.env.wasm.numThreads = 1;

let model: Model | undefined;
serve(() => model).listen(SAGEMAKER_BIND_TO_PORT, HOST);
try {
  model = await loadModel(onnx, await readModelFile(MODEL_DIR));
} catch (error) {
  console.error(`The model cannot be served: ${(error as Error).message}`);
  process.exit(1);
}
console.log(`Serving a model of ${model.columns.length} columns on port ${SAGEMAKER_BIND_TO_PORT}.`);
