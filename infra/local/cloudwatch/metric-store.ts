import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Measurement, type Metric, metricKey, type Sample } from './series.ts';

interface KnownMetric extends Metric {
  readonly unit: string;
}

/** Where the numbers are kept: a file in the data folder, so that charts and alarms remember over a restart. */
export interface MetricStore {
  put(measurement: Measurement): void;
  /** Samples of one metric with `from <= at < to`, oldest first. */
  read(metric: Metric, from: number, to: number): readonly Sample[];
  list(): readonly KnownMetric[];
  unitOf(metric: Metric): string;
  /** Moment of the oldest sample. */
  since(): number | undefined;
  /** Small texts that must outlive a restart, such as the state of an alarm. */
  remember(key: string, value: string): void;
  recall(key: string): string | undefined;
  close(): void;
}

/** CloudWatch keeps one-minute data for 15 days. */
const keptMs = 15 * 86_400_000;

/** @param folder folder of the data; in memory when left out. `now` is in milliseconds. */
export const createMetricStore = (folder: string | undefined, now: number): MetricStore => {
  if (folder) mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(folder ? path.join(folder, 'metrics.sqlite') : ':memory:');
  // A lost last second of charts after a power cut is no harm; a sync to disk for each sample would be.
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, key TEXT UNIQUE, unit TEXT);
    CREATE TABLE IF NOT EXISTS samples (series INTEGER, at INTEGER, count REAL, sum REAL, min REAL, max REAL);
    CREATE INDEX IF NOT EXISTS samples_by_time ON samples (series, at);
    CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, value TEXT);`);
  database.prepare('DELETE FROM samples WHERE at < ?').run(now - keptMs);

  const addSeries = database.prepare('INSERT INTO series (key, unit) VALUES (?, ?)');
  const addSample = database.prepare('INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?)');
  const range = database.prepare(
    'SELECT at, count, sum, min, max FROM samples WHERE series = ? AND at >= ? AND at < ? ORDER BY at',
  );
  const known = new Map<string, { readonly id: number; readonly metric: KnownMetric }>();
  for (const row of database.prepare('SELECT id, key, unit FROM series').all())
    known.set(String(row.key), { id: Number(row.id), metric: metricOf(String(row.key), String(row.unit)) });

  let pending: (readonly [number, Measurement])[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    database.exec('BEGIN');
    for (const [id, { at, count, sum, min, max }] of pending) addSample.run(id, at, count, sum, min, max);
    database.exec('COMMIT');
    pending = [];
  };

  return {
    put: (measurement) => {
      const key = metricKey(measurement);
      let series = known.get(key);
      if (!series) {
        const { lastInsertRowid } = addSeries.run(key, measurement.unit);
        series = { id: Number(lastInsertRowid), metric: metricOf(key, measurement.unit) };
        known.set(key, series);
      }
      pending.push([series.id, measurement]);
      if (pending.length >= 500) flush();
    },
    read: (metric, from, to) => {
      flush();
      const series = known.get(metricKey(metric));
      return series ? (range.all(series.id, from, to) as unknown as Sample[]) : [];
    },
    list: () => [...known.values()].map(({ metric }) => metric),
    unitOf: (metric) => known.get(metricKey(metric))?.metric.unit ?? 'None',
    since: () => {
      flush();
      const oldest = database.prepare('SELECT min(at) AS at FROM samples').get()?.at;
      return typeof oldest === 'number' ? oldest : undefined;
    },
    remember: (key, value) => {
      database.prepare('INSERT OR REPLACE INTO notes VALUES (?, ?)').run(key, value);
    },
    recall: (key) => {
      const value = database.prepare('SELECT value FROM notes WHERE key = ?').get(key)?.value;
      return typeof value === 'string' ? value : undefined;
    },
    close: () => {
      flush();
      database.close();
    },
  };
};

const metricOf = (key: string, unit: string): KnownMetric => {
  const [namespace, name, dimensions] = JSON.parse(key) as [string, string, [string, string][]];
  return { namespace, name, dimensions: Object.fromEntries(dimensions), unit };
};
