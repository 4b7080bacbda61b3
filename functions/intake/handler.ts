import { s3, stepFunctions } from '../../shared/adapters/clients.ts';
import { s3Uploads } from '../../shared/adapters/s3-uploads.ts';
import { startOnce } from '../../shared/adapters/sfn-executions.ts';
import { ObjectCreated } from '../../shared/events/catalogue.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { task } from '../../shared/runtime/task.ts';
import { env } from './env.ts';
import { createIntake, IntakeResult } from './intake.ts';

const { INTAKE_BUCKET, RELEASE_MACHINE_ARN } = readEnv(env);

export const handler = task({
  input: ObjectCreated,
  output: IntakeResult,
  run: createIntake({
    uploads: s3Uploads(s3(), INTAKE_BUCKET),
    startRelease: startOnce(stepFunctions(), RELEASE_MACHINE_ARN),
  }),
});
