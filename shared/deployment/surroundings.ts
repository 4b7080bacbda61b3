import type { Surroundings } from './plan.ts';

/** The variables of a function that plans endpoints. */
interface PlanningEnv {
  readonly ARTEFACT_BUCKET: string;
  readonly CAPTURE_BUCKET: string;
  readonly MODEL_ROLE_ARN: string;
  readonly ONNX_IMAGE: string;
}

/** What a plan needs to know of its surroundings, from the variables of the function that makes it. */
export const surroundingsOf = (env: PlanningEnv): Surroundings => ({
  artefactBucket: env.ARTEFACT_BUCKET,
  captureBucket: env.CAPTURE_BUCKET,
  modelRoleArn: env.MODEL_ROLE_ARN,
  images: { onnx: env.ONNX_IMAGE },
});
