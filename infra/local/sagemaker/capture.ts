import { randomUUID } from 'node:crypto';
import { captureLine, type Exchange } from './capture-record.ts';
import type { DataCaptureConfig } from './requests.ts';

export interface CaptureDeps {
  writeObject(s3Uri: string, body: Buffer): Promise<void>;
  /** From 0 up to, but not including, 1. */
  random(): number;
  log(line: string): void;
}

/** AWS says "a couple of minutes"; nobody at a laptop wants to wait for those. */
const FLUSH_AFTER_MS = 2000;
const LARGEST_FILE = 1000;

export interface Capture {
  record(config: DataCaptureConfig | undefined, endpoint: string, variant: string, exchange: Exchange): void;
  /** Writes everything that is waiting. */
  flush(): Promise<void>;
}

/** Gathers what passes the endpoints into files of JSON lines under `<destination>/<endpoint>/<variant>/yyyy/mm/dd/hh/`. */
export const createCapture = ({ writeObject, random, log }: CaptureDeps): Capture => {
  const waiting = new Map<string, { readonly first: number; readonly lines: string[] }>();
  const writing = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const write = (folder: string): void => {
    const file = waiting.get(folder);
    if (!file) return;
    waiting.delete(folder);
    const [, minutes, seconds, millis] = /:(\d\d):(\d\d)\.(\d+)/.exec(new Date(file.first).toISOString()) ?? [];
    const uri = `${folder}/${minutes}-${seconds}-${millis}-${randomUUID()}.jsonl`;
    const written = writeObject(uri, Buffer.from(`${file.lines.join('\n')}\n`))
      .catch((error: Error) => log(`Data Capture could not write ${uri}: ${error.message}`))
      .finally(() => writing.delete(written));
    writing.add(written);
  };
  const writeAll = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const folder of [...waiting.keys()]) write(folder);
  };

  return {
    record: (config, endpoint, variant, exchange) => {
      if (!config?.EnableCapture || random() * 100 >= config.InitialSamplingPercentage) return;
      // The hour is that of the invocation, not that of the writing.
      const hour = new Date(exchange.at).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
      const folder = `${config.DestinationS3Uri.replace(/\/+$/, '')}/${endpoint}/${variant}/${hour}`;
      const file = waiting.get(folder) ?? { first: exchange.at, lines: [] };
      waiting.set(folder, file);
      file.lines.push(captureLine(config, exchange));
      if (file.lines.length >= LARGEST_FILE) write(folder);
      else timer ??= setTimeout(writeAll, FLUSH_AFTER_MS).unref();
    },
    flush: async () => {
      writeAll();
      await Promise.all(writing);
    },
  };
};
