import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../infra/cli/commands.ts';
import { runbookAnchors } from '../../infra/constructs/operational-alarm.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const scripts = Object.keys(
  (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
);

describe('the README', () => {
  it('has a heading for what every alarm links to, and no other runbook', () => {
    const headings = [...readme.matchAll(/^### (runbook-[a-z-]+)$/gm)].map(([, anchor]) => anchor);

    expect(headings.sort()).toEqual([...runbookAnchors].sort());
  });

  it('names every command of the command line', () => {
    const table = readme.slice(readme.indexOf('| command'), readme.indexOf('## Sending a model'));

    for (const name of Object.keys(commands)) expect(table, name).toMatch(new RegExp(`\`${name}[ \`]`));
  });

  it('names npm scripts that exist', () => {
    const told = [...readme.matchAll(/npm run ([a-z]+)/g)].map(([, name]) => name ?? '');

    expect(told.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it('points at files that are there', () => {
    const told = [
      ...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g),
      ...readme.matchAll(/`((?:infra|functions|shared|test|examples|state-machines|\.ci)\/[\w./-]*)`/g),
      ...readme.matchAll(/ ((?:examples|functions|infra)\/[\w./-]+\w)/g),
    ].map(([, file]) => file ?? '');

    expect(told.length).toBeGreaterThan(10);
    const gone = told.filter((file) => !existsSync(path.join(root, file)));
    // Written by npm run bench.
    expect(gone.filter((file) => file !== 'test/bench/results.md')).toEqual([]);
  });

  it('leads from each link inside to a heading', () => {
    const slugs = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, anchor] of readme.matchAll(/\]\(#([^)]+)\)/g)) expect(slugs).toContain(anchor);
  });
});
