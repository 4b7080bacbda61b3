import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startJudge } from './judge.ts';
import { runTarget, type Tally } from './run-target.ts';
import { targets } from './targets.ts';
import type { Failure } from './worker.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    python: { type: 'string' },
    out: { type: 'string', default: path.join(tmpdir(), 'slipway-fuzz') },
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
const wanted = positionals.length > 0 ? positionals : targets.map(({ name }) => name);
const unknown = wanted.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0 || !(minutes > 0) || !Number.isInteger(seed)) {
  console.error('Use: fuzz.ts [parser...] [--minutes 1] [--seed 1] [--python python3] [--out folder]');
  console.error(`Parsers: ${targets.map(({ name }) => name).join(' ')}`);
  process.exit(2);
}
mkdirSync(values.out, { recursive: true });

/** Alike failures are kept three times. */
const seen = new Map<string, number>();
let current = '';
const failed = ({ message, name, bytes }: Failure): void => {
  const kind = `${current} ${message
    .replace(/\d+/g, '#')
    .replace(/(in pieces of #).*/, '$1')
    .slice(0, 120)}`;
  const count = (seen.get(kind) ?? 0) + 1;
  seen.set(kind, count);
  if (count > 3) return;
  const file = path.join(values.out, `${current}-${seen.size}-${count}-${name.replace(/[^\w.-]/g, '_').slice(-60)}`);
  writeFileSync(file, bytes);
  console.log(`FOUND ${current}: ${message.slice(0, 1500)}\n  ${bytes.length} bytes in ${file}`);
};

const judge = values.python
  ? startJudge(values.python, (message, bytes) => failed({ message, name: 'judged', bytes }))
  : undefined;
const line = (name: string, { minutes: spent, runs, accepted, codes, signs, slowest }: Tally): string =>
  [
    name.padEnd(16),
    spent.toFixed(1).padStart(6),
    runs,
    accepted,
    codes,
    signs,
    `${slowest[0].toFixed(0)} ms / ${slowest[1]} B`,
  ].join(' | ');

const table: string[] = [];
for (const name of wanted) {
  current = name;
  let said = performance.now();
  const tally = await runTarget({
    target: name,
    minutes,
    seed,
    judge,
    failed,
    progress(so_far) {
      if (performance.now() - said < 10_000) return;
      said = performance.now();
      console.log(line(name, so_far));
    },
  });
  const kinds = [...seen.keys()].filter((kind) => kind.startsWith(`${name} `)).length;
  table.push(`${line(name, tally)} | ${kinds}`);
  console.log(`${table.at(-1)} kinds of failure`);
}
console.log(
  `\nparser | processor minutes | runs | accepted | codes | signs | slowest | kinds of failure\n${table.join('\n')}`,
);
if (judge) console.log(`Python was asked about ${judge.asked()} accepted files.`);
judge?.close();
process.exitCode = seen.size > 0 ? 1 : 0;
