import type { Command } from '../command.ts';
import { runRequest } from './run-request.ts';

/** Takes a live model out of service; artefact, evidence and record stay. */
export const retire: Command = {
  usage: 'TEAM/MODEL --reason TEXT',
  summary: 'take a live model out of service, keep its record',
  run: (words, options) =>
    runRequest(
      {
        machine: ({ RetireMachineArn }) => RetireMachineArn,
        told: (_output, model) => `${model} is retired. Its artefact and its record are kept.`,
      },
      words,
      options,
    ),
};
