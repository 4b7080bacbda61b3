import { parseArgs } from 'node:util';
import { commands } from '../cli/commands.ts';
import { useLocalCloud } from '../cli/local-session.ts';
import { Complaint, paint, say } from '../cli/terminal.ts';

const help = (): void => {
  say(`${paint('strong', 'slipway')}: from a model file to a governed, live, watched model\n`);
  for (const [name, { usage, summary }] of Object.entries(commands))
    say(`  ${`${name} ${usage}`.trim().padEnd(40)} ${summary}`);
  say('\nEvery command takes --json for machines and --local for the local cloud that npm start runs.');
  say('Otherwise it speaks to the AWS account and region that the SDK is configured for.');
  say('Exit code 0: done; 1: the answer is no; 2: wrong use, or something could not be reached.');
};

const main = async (): Promise<number> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      local: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      reason: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      out: { type: 'string' },
      baseline: { type: 'string' },
      exact: { type: 'boolean', default: false },
      html: { type: 'string' },
      manifest: { type: 'string' },
      labels: { type: 'string' },
      scores: { type: 'string' },
      detach: { type: 'boolean', default: false },
    },
  });
  const name = Object.keys(commands).find((candidate) =>
    candidate.split(' ').every((word, i) => positionals[i] === word),
  );
  const command = name === undefined ? undefined : commands[name];
  if (values.help || positionals.length === 0) {
    help();
    return 0;
  }
  if (!command || name === undefined)
    throw new Complaint(`There is no command "${positionals.join(' ')}". slipway --help lists them.`);
  if (values.local) useLocalCloud();
  return command.run(positionals.slice(name.split(' ').length), values);
};

try {
  process.exitCode = await main();
} catch (error) {
  const { message, name } = error as Error;
  process.stderr.write(`${error instanceof Complaint ? message : `slipway could not finish: ${name}: ${message}`}\n`);
  process.exitCode = error instanceof Complaint ? error.exitCode : 2;
}
