import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './synthesized.ts';

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly TimeoutSeconds?: number | string;
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly MaxAttempts: number;
    readonly JitterStrategy?: string;
  }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

export interface Machine {
  readonly Comment: string;
  readonly States: Readonly<Record<string, State>>;
}

const folder = path.join(root, 'state-machines');

export const machineNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.asl.json'))
    .map((name) => name.replace('.asl.json', ''))
    .sort();

export const machineFile = (name: string): Machine =>
  JSON.parse(readFileSync(path.join(folder, `${name}.asl.json`), 'utf8')) as Machine;
