import { readFile, writeFile } from 'node:fs/promises';
import { benchBundles } from './bundles.ts';
import { benchCost } from './cost.ts';
import { benchDrift } from './drift.ts';
import { machineFacts } from './facts.ts';
import { benchFalseAlarms } from './false-alarms.ts';
import { benchGate } from './gate.ts';
import { benchParquet } from './parquet/parquet.ts';
import { benchQuality } from './quality/quality.ts';
import { benchReady } from './ready.ts';
import { benchRelease } from './release.ts';

const chapters: readonly (readonly [title: string, run: () => Promise<string>])[] = [
  ['Time to ready', benchReady],
  ['One release on the local cloud', benchRelease],
  ['Handler bundles', benchBundles],
  ['The gate', benchGate],
  ['Drift check', benchDrift],
  ['Drift check: Parquet', benchParquet],
  ['Quality', benchQuality],
  ['Cost of watching a model', benchCost],
  ['False alarms and power', benchFalseAlarms],
];

const parts = [
  '# Benchmarks',
  `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machineFacts()}. A shared machine: only ratios within one run mean something.`,
];
const before = (await readFile('test/bench/results.md', 'utf8').catch(() => '')).split(/^## /m);
const wanted = process.argv.slice(2);
for (const [title, run] of chapters) {
  const written = before.find((chapter) => chapter.startsWith(`${title}\n`));
  if (wanted.length > 0 && !wanted.includes(title)) {
    // Chapters that were not asked for stay as they were.
    if (written) parts.push(`## ${written.trim()}`);
  } else {
    console.log(`${title} ...`);
    parts.push(`## ${title}`, await run());
  }
}
await writeFile('test/bench/results.md', `${parts.join('\n\n')}\n`);
console.log('Written to test/bench/results.md');
process.exit();
