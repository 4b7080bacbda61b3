import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { BaselineProfile, FeatureProfile } from '../../../shared/monitoring/schema.ts';
import type { TextKind } from './text-file.ts';
import type { Turn } from './turn.ts';
import type { CountedUnit } from './unit-reader.ts';

/** What a member of a crew is asked to do. */
export interface Task {
  readonly path: string;
  readonly kind: TextKind;
  readonly profile: BaselineProfile;
  readonly unitBytes: number;
  readonly turn: Turn;
  readonly port: MessagePort;
}

/** What a member says of a unit: its counts, or that it does not know where it begins. */
export type Report = CountedUnit | { readonly unit: number };

/** Threads that count beside the first one. They start at once, and hear later what there is to do. */
export interface Crew {
  readonly size: number;
  /** Whether reports may still come, and from every one of them. */
  isAtWork(): boolean;
  begin(task: Omit<Task, 'port'>): void;
  /** What was reported and not heard yet. */
  heard(): readonly Report[];
  /** Waits for a report, or for one of them to end. */
  waited(): Promise<void>;
  dismiss(): Promise<void>;
}

/** So much a member keeps of short-lived objects, in MiB: it makes few, and more would only be memory. */
const YOUNG = 4;

export const recruit = (count: number): Crew => {
  const reports: Report[] = [];
  const channels: MessageChannel[] = [];
  let [working, failed] = [count, false];
  let wake = () => {};
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL('./crew-member.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    });
    worker.on('error', () => {
      failed = true;
    });
    worker.on('exit', () => {
      working--;
      wake();
    });
    // A crew that was never asked must not keep the process.
    worker.unref();
    return worker;
  });
  return {
    size: count,
    isAtWork: () => working > 0 && !failed,
    begin(task) {
      for (const worker of workers) {
        const channel = new MessageChannel();
        channels.push(channel);
        channel.port1.on('message', (report: Report) => {
          reports.push(report);
          wake();
        });
        channel.port1.unref();
        worker.postMessage({ ...task, profile: withoutCounts(task.profile), port: channel.port2 }, [channel.port2]);
      }
    },
    heard() {
      for (const { port1 } of channels)
        for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1))
          reports.push(next.message as Report);
      return reports.splice(0);
    },
    async waited() {
      if (working === 0 || failed) return;
      for (const worker of workers) worker.ref();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      for (const worker of workers) worker.unref();
    },
    async dismiss() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};

/** The bins alone: what fell into them at release is nothing to count with. */
const withoutCounts = (profile: BaselineProfile): BaselineProfile => {
  const bins = (feature: FeatureProfile): FeatureProfile =>
    feature.kind === 'numeric' ? { ...feature, deciles: [], counts: [], sums: [] } : feature;
  const { features, prediction, ...rest } = profile;
  return { ...rest, features: features.map(bins), ...(prediction && { prediction: bins(prediction) }) };
};
