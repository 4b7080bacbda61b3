import { describe, expect, it } from 'vitest';
import { everyCommand } from '../../../infra/cli/commands.ts';
import { optionsOf } from '../../../infra/cli/options.ts';

const check = { usage: 'TEAM/MODEL [--from T --to T]', summary: 'check a model' };
const read = (...words: string[]) => optionsOf('check', check, words);

describe('words and options behind a command', () => {
  it('are read when its usage names them', () => {
    expect(read('a/b', '--from', 'x', '--json')).toMatchObject({
      positionals: ['a/b'],
      values: { from: 'x', json: true, local: false },
    });
  });

  it.each([
    [['a/b', '--reason', 'x'], 'slipway check takes no --reason.'],
    [['a/b', '--bogus'], "Unknown option '--bogus'."],
    [['a/b', '--from'], 'argument missing.'],
    [['a/b', 'c/d'], '"c/d" is one word too many.'],
  ])('are refused with the usage when they would be ignored: %j', (words, why) => {
    expect(() => read(...words)).toThrow(why);
    expect(() => read(...words)).toThrow('Use: slipway check TEAM/MODEL [--from T --to T]');
  });

  it('may be many where the usage says so', () => {
    const pins = ['a', 'b', 'c'];

    expect(optionsOf('audit verify', { usage: '[CHAIN:SEQ:HASH ...]', summary: '' }, pins).positionals).toEqual(pins);
  });

  it('are told for every command that there is', async () => {
    const helps = (await everyCommand()).map(([name, command]) => optionsOf(name, command, ['--help']).values.help);

    expect(new Set(helps)).toEqual(new Set([true]));
  });
});
