import { commands, everyCommand } from '../cli/commands.ts';
import { useLocalCloud } from '../cli/local-session.ts';
import { optionsOf } from '../cli/options.ts';
import { Complaint, harmless, paint, say } from '../cli/terminal.ts';

const help = async (): Promise<number> => {
  say(`${paint('strong', 'slipway')}: from a model file to a governed, live, watched model\n`);
  const all = await everyCommand();
  const usages = all.map(([name, { usage }]) => `${name} ${usage}`.trim());
  const widest = Math.max(...usages.map(({ length }) => length));
  all.forEach(([, { summary }], i) => {
    say(`  ${usages[i]?.padEnd(widest)}  ${summary}`);
  });
  say('\nEvery command takes --json for machines and --local for the local cloud that npm start runs.');
  say('Otherwise it speaks to the AWS account and region that the SDK is configured for.');
  say('Exit code 0: done; 1: the answer is no; 2: wrong use, or something could not be reached.');
  return 0;
};

const main = async (words: readonly string[]): Promise<number> => {
  if (words.length === 0 || ['help', '--help', '-h'].includes(words[0] ?? '')) return help();
  const names = Object.keys(commands);
  const name = names.find((candidate) => candidate.split(' ').every((word, i) => words[i] === word));
  const load = name === undefined ? undefined : commands[name];
  if (name === undefined || load === undefined) {
    const near = names.filter((candidate) => candidate.startsWith(`${words[0]} `));
    throw new Complaint(
      `There is no command "${words[0]}"${near.length > 0 ? ` alone; there is: ${near.join(', ')}` : ''}. slipway --help lists them.`,
    );
  }
  const command = await load();
  const { values, positionals } = optionsOf(name, command, words.slice(name.split(' ').length));
  if (values.help) {
    say(`slipway ${name} ${command.usage}\n${command.summary}`);
    return 0;
  }
  if (values.local) useLocalCloud();
  return command.run(positionals, values);
};

// Whoever reads only the first lines (`| head`) has what they wanted.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 2));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { message, name } = error as Error;
  process.stderr.write(
    `${error instanceof Complaint ? message : `slipway could not finish: ${name}: ${harmless(message)}`}\n`,
  );
  process.exitCode = error instanceof Complaint ? error.exitCode : 2;
}
