import { type App, Tags } from 'aws-cdk-lib';
import type { Stage } from './config.ts';
import { OperationsStack } from './operations/operations-stack.ts';
import { PipelineStack } from './pipeline/pipeline-stack.ts';
import { StorageStack } from './storage/storage-stack.ts';

/** The three stacks, cut by lifetime: what must stay, what works on it, and what watches it. */
export const slipway = (app: App, stage: Stage) => {
  const storage = new StorageStack(app, `${stage.prefix}-storage`, {
    stage,
    description: 'Slipway: what must outlive a deployment',
  });
  const pipeline = new PipelineStack(app, `${stage.prefix}-pipeline`, {
    stage,
    storage,
    description: 'Slipway: from an upload to a served and watched model',
  });
  const operations = new OperationsStack(app, `${stage.prefix}-operations`, {
    stage,
    pipeline,
    description: 'Slipway: dashboard and alarms',
  });
  // For the cost report: everything of this installation under one tag.
  Tags.of(app).add('application', stage.prefix);
  return { storage, pipeline, operations };
};
