import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { HistoryEvent } from './run/history.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';

/** An execution as it is described to clients. Times in ms since 1970; `input` and `output` as JSON text. */
export interface Description {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly machineName: string;
  readonly name: string;
  readonly status: Status;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly transitions: number;
  readonly lambdaInvocations: number;
}

interface Kept {
  readonly description: Description;
  readonly history: readonly HistoryEvent[];
}

export const STOPPED_WITH_THE_CLOUD = 'the local cloud was stopped';

const NOTHING: readonly string[] = [];

const entriesOf = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return NOTHING;
  }
};

/** An execution that was running when the process died, as an aborted one. */
const aborted = ({ description, history }: Kept): Kept => {
  const last = history.at(-1);
  const at = last?.timestamp ?? description.startDate;
  const ending = { id: history.length + 1, previousEventId: last?.id ?? 0, timestamp: at, type: 'ExecutionAborted' };
  const details = { executionAbortedEventDetails: { cause: STOPPED_WITH_THE_CLOUD } };
  return {
    description: { ...description, status: 'ABORTED', cause: STOPPED_WITH_THE_CLOUD, stopDate: at },
    history: [...history, { ...ending, ...details }],
  };
};

const read = (file: string): Kept => {
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
  return kept.description.status === 'RUNNING' ? aborted(kept) : kept;
};

/**
 * Executions as JSON files, `<folder>/<machine>/<execution>.json`: written when one starts and again when it ends. Nothing is
 * resumed after a restart: one that was running then is shown as aborted, with the history known at its start.
 */
export const createExecutionStore = (folder: string) => {
  mkdirSync(folder, { recursive: true });
  const fileOf = ({ machineName, name }: Pick<Description, 'machineName' | 'name'>) =>
    path.join(folder, machineName, `${name}.json`);

  return {
    load: (): Description[] =>
      entriesOf(folder).flatMap((machine) =>
        entriesOf(path.join(folder, machine))
          .filter((file) => file.endsWith('.json'))
          .map((file) => read(path.join(folder, machine, file)).description),
      ),
    history: (description: Description): readonly HistoryEvent[] => read(fileOf(description)).history,
    save: async (description: Description, history: readonly HistoryEvent[]): Promise<void> => {
      const file = fileOf(description);
      await mkdir(path.dirname(file), { recursive: true });
      // a rename is all or nothing, so a crash leaves no half-written file to trip over
      await writeFile(`${file}.part`, JSON.stringify({ description, history }));
      await rename(`${file}.part`, file);
    },
  };
};
