import { parseArgs } from 'node:util';
import type { Command, Options } from './command.ts';
import { Complaint } from './terminal.ts';

/** Options that take a text behind them. */
const TEXTS = [
  'reason',
  'from',
  'to',
  'out',
  'baseline',
  'html',
  'violations',
  'manifest',
  'from-model-monitor',
  'labels',
  'scores',
  'release',
  'task',
  'sensitive',
  'policy',
  'framework',
  'threads',
] as const;

/**
 * Reads what stands behind a command's name. A command takes the options that its own lines of the help name, and at most
 * as many words: an option or a word that would be ignored is more likely a mistake. @throws Complaint
 */
export const optionsOf = (
  name: string,
  { usage, summary }: Pick<Command, 'usage' | 'summary'>,
  words: readonly string[],
): { readonly values: Options & { local: boolean; help: boolean }; readonly positionals: readonly string[] } => {
  const told = new Set([...`${usage} ${summary}`.matchAll(/--([a-z]+(?:-[a-z]+)*)/g)].map(([, option]) => option));
  const complain = (what: string): never => {
    throw new Complaint(`${what} Use: slipway ${`${name} ${usage}`.trim()}`);
  };
  const { values, positionals } = parse(words, complain);
  for (const option of Object.keys(values))
    if (!told.has(option) && !['json', 'local', 'help'].includes(option))
      complain(`slipway ${name} takes no --${option}.`);
  const most = usage.includes('...') ? Number.POSITIVE_INFINITY : wordsOf(usage);
  if (positionals.length > most) complain(`"${positionals[most]}" is one word too many.`);
  return { positionals, values: { json: false, detach: false, local: false, help: false, ...values } };
};

const parse = (words: readonly string[], complain: (what: string) => never) => {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        local: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        detach: { type: 'boolean' },
        'no-scan': { type: 'boolean' },
        exact: { type: 'boolean' },
        ...(Object.fromEntries(TEXTS.map((option) => [option, { type: 'string' }])) as Record<
          (typeof TEXTS)[number],
          { type: 'string' }
        >),
      },
    });
  } catch (error) {
    // The first sentence says which option; the rest explains how to write a word that begins with a hyphen.
    return complain(`${(error as Error).message.split(/[.\n]/)[0]}.`);
  }
};

/** How many words a usage asks for, its options and what they take aside. */
const wordsOf = (usage: string): number =>
  usage
    .replace(/\[[^\]]*--[^\]]*\]/g, '')
    .replace(/--[a-z-]+ \S+/g, '')
    .split(' ')
    .filter((word) => word !== '').length;
