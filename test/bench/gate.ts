import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tarGz } from '../support/archives.ts';
import { markdownTable, median } from './facts.ts';
import { gateArtefacts } from './gate/artefacts.ts';
import type { GateRun, Reading } from './gate/run.ts';

const ROUNDS = 5;
const MEBIBYTE = 2 ** 20;
/** Bytes of each artefact, unpacked. */
const SIZE = Number(process.env.GATE_MEBIBYTES ?? 48) * MEBIBYTE;
const STREAMED = Number(process.env.GATE_GIGABYTES ?? 5) * 1e9;

/**
 * The whole gate (digest, structure and content in one pass) against SHA-256 and gunzip alone on the same bytes, in turns
 * in one process for each kind of artefact, medians. The goal is a third of that speed; and 5 GB within 512 MB.
 */
export const benchGate = async (): Promise<string> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    const rows = gateArtefacts.map(([what, member, make]) => {
      const file = path.join(folder, 'model.tar.gz');
      writeFileSync(file, tarGz([{ name: member, content: make(SIZE) }]));
      const run = inProcess('both', ROUNDS, file);
      if (run.gate.some(({ verdict }) => verdict !== 'accept')) throw new Error(`the gate refuses ${what}`);
      return rowOf(what, statSync(file).size, run);
    });
    const streamed = [inProcess('gate', 1, String(STREAMED)), inProcess('floor', 1, String(STREAMED))] as const;
    const [gate, floor] = streamed;
    return [
      `Each artefact is a model.tar.gz of ${SIZE / MEBIBYTE} MiB unpacked; ${ROUNDS} rounds in turns, medians. Speed is of unpacked bytes; goal: at least 0.33.`,
      markdownTable(
        [
          'artefact',
          'MiB packed',
          'gate MB/s',
          'sha256 + gunzip MB/s',
          'share of the speed',
          'share of the processor time',
        ],
        [...rows, rowOf('5 GB of safetensors, streamed, once', STREAMED, { ...gate, floor: floor.floor })],
      ),
      `Peak memory of the process that judges the streamed ${(STREAMED / 1e9).toFixed(1)} GB: **${gate.rss.toFixed(0)} MiB**; of SHA-256 and gunzip alone: ${floor.rss.toFixed(0)} MiB.`,
    ].join('\n\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const inProcess = (what: string, rounds: number, of: string): GateRun =>
  JSON.parse(
    execFileSync(process.execPath, [path.join(import.meta.dirname, 'gate/run.ts'), what, String(rounds), of], {
      encoding: 'utf8',
    }),
  ) as GateRun;

const rowOf = (what: string, packed: number, { gate, floor }: GateRun): readonly string[] => {
  const middle = (readings: readonly Reading[], of: 'wall' | 'cpu') => median(readings.map((one) => one[of]));
  const speed = (readings: readonly Reading[]) => (readings[0]?.expanded ?? 0) / 1000 / middle(readings, 'wall');
  return [
    what,
    (packed / MEBIBYTE).toFixed(0),
    speed(gate).toFixed(0),
    speed(floor).toFixed(0),
    (speed(gate) / speed(floor)).toFixed(2),
    (middle(floor, 'cpu') / middle(gate, 'cpu')).toFixed(2),
  ];
};
