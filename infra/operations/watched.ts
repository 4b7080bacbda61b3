import type { Construct } from 'constructs';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Workflow } from '../constructs/workflow.ts';

/** Every state machine of the stack, so that none is forgotten. */
export const workflowsOf = (stack: Construct): readonly Workflow[] =>
  stack.node.findAll().filter((part) => part instanceof Workflow);

/** Functions whose failure no state machine would tell. */
export const functionsWatchedAlone = (stack: Construct): readonly PipelineFunction<Record<string, string>>[] =>
  stack.node
    .findAll()
    .filter((part) => part instanceof PipelineFunction)
    .filter(({ impact }) => impact !== 'machine');

export const deadLettersOf = (stack: Construct): readonly DeadLetters[] =>
  stack.node.findAll().filter((part) => part instanceof DeadLetters);
