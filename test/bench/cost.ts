import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDataFile } from '../../infra/cli/data-file.ts';
import { profileOfFile } from '../../infra/cli/profile-of-file.ts';
import type { CostRun } from './cost-run.ts';
import { writeRows } from './drift-rows.ts';
import { markdownTable, median } from './facts.ts';

/** List prices of us-east-1 in dollars (PERFORMANCE.md section 8 has the sources); free allowances are left out. */
const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  transition: 0.025e-3,
  schedule: 1e-6,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  get: 0.0004e-3,
  putOrList: 0.005e-3,
  gigabyteMonth: 0.023,
  metric: 0.3,
  event: 1e-6,
  monitorHour: 0.23,
} as const;

const HOURS = 730;
/** An hour of a million rows a day. */
const ROWS = 41_667;
const RUNS = 5;

/** Of the function drift-check (infra/pipeline/monitoring.ts). */
const GIGABYTES = 2;
/** Not to be measured here: one stream from S3, and the start of a function that was not kept warm, which is billed. */
const S3_BYTES_A_SECOND = 60e6;
const INIT_SECONDS = 0.5;
/** State entries of the common path, and the start of the execution (test/state-machines/monitor.test.ts). */
const TRANSITIONS = 4;
/** SageMaker writes a file a minute. Besides: manifest, profile, policy. */
const GETS = 60 + 3;
/** Listings of the window, of the one before twice, and of labels; counts, two reports and the document. */
const PUTS_AND_LISTS = 4 + 4;
const KEPT_DAYS = 90;

/** What watching one model for a month costs: a whole check measured here, the rest counted, at list prices. */
export const benchCost = async (): Promise<string> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    const [reference, rows, profile] = ['reference.csv', 'hour.jsonl', 'profile.json'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string];
    writeRows(100_000, false, 7, reference);
    writeRows(ROWS, false, 9, path.join(folder, 'hour.csv'), rows);
    writeFileSync(profile, JSON.stringify(profileOfFile(openDataFile(reference))));
    const runs = Array.from({ length: RUNS }, () => inProcess(profile, rows));
    return told(runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const inProcess = (profile: string, rows: string): CostRun => {
  const script = path.join(import.meta.dirname, 'cost-run.ts');
  return JSON.parse(execFileSync(process.execPath, [script, profile, rows], { encoding: 'utf8' })) as CostRun;
};

const told = (runs: readonly CostRun[]): string => {
  const of = (what: 'wall' | 'rss' | 'traffic' | 'counts' | 'reports' | 'health' | 'records') =>
    median(runs.map((run) => run[what]));
  const seconds = of('wall') / 1000 + of('traffic') / S3_BYTES_A_SECOND + INIT_SECONDS;
  const kilobytes = (bytes: number) => Math.ceil(bytes / 1024);
  // Transactional writes count twice; the health is in the fleet's index as well. Lease, record and its pointer besides.
  const writes = 3 * kilobytes(of('health')) + 2 * (1 + kilobytes(of('records')) + 1) + 2;
  const reads = Math.ceil(kilobytes(of('health')) / 4) * 2 + 10;
  const lines: readonly (readonly [what: string, count: string, dollars: number])[] = [
    [
      'Lambda',
      `${HOURS} checks of ${seconds.toFixed(2)} s at ${GIGABYTES} GB`,
      HOURS * (seconds * GIGABYTES * PRICES.lambdaGbSecond + PRICES.lambdaRequest),
    ],
    ['Step Functions', `${TRANSITIONS} transitions a check`, HOURS * TRANSITIONS * PRICES.transition],
    ['Scheduler and events', 'one of each a check', HOURS * (PRICES.schedule + PRICES.event)],
    [
      'DynamoDB',
      `${writes} write and ${reads} read units a check`,
      HOURS * (writes * PRICES.writeUnit + reads * PRICES.readUnit),
    ],
    [
      'S3 requests',
      `${GETS} reads, ${PUTS_AND_LISTS} writes and listings a check`,
      HOURS * (GETS * PRICES.get + PUTS_AND_LISTS * PRICES.putOrList),
    ],
    [
      'S3 storage',
      `${(of('counts') / 1000).toFixed(0)} kB of counts for ${KEPT_DAYS} days, ${(of('reports') / 1000).toFixed(0)} kB of reports for a year`,
      (PRICES.gigabyteMonth * (24 * KEPT_DAYS * of('counts') + 12 * HOURS * of('reports'))) / 1e9,
    ],
    ['CloudWatch', 'three metrics', 3 * PRICES.metric],
  ];
  const sum = lines.reduce((all, [, , dollars]) => all + dollars, 0);
  const monitor = (HOURS * 5 * PRICES.monitorHour) / 60;
  return [
    `An hour of ${ROWS.toLocaleString('en')} rows and 50 columns: a whole check, with its counts, report and record, took ${of('wall').toFixed(0)} ms here and ${of('rss').toFixed(0)} MiB at its peak (${RUNS} runs, medians). Added to it for the bill: the traffic from S3 at ${S3_BYTES_A_SECOND / 1e6} MB/s and ${INIT_SECONDS} s of start.`,
    markdownTable(
      ['Watching one model every hour', 'Counted', '$ a month'],
      [
        ...lines.map(([what, counted, dollars]) => [what, counted, dollars.toFixed(3)]),
        ['**together**', `without the metrics ${(sum - 3 * PRICES.metric).toFixed(3)}`, `**${sum.toFixed(2)}**`],
        ['SageMaker Model Monitor', 'a job of five minutes on an ml.m5.xlarge every hour', monitor.toFixed(2)],
        ['and its metrics of each column', '3 for each of 50', (150 * PRICES.metric).toFixed(2)],
      ],
    ),
    'List prices of us-east-1, free allowances left out. Log lines, traces and the alarms of the installation are not in it: they are cents, and shared.',
  ].join('\n\n');
};
