import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mail } from './mail.ts';

export interface Mailbox {
  keep(mail: Mail): Promise<void>;
  /** Newest first. */
  all(): readonly Mail[];
  find(id: string): Mail | undefined;
}

/** Every mail as a JSON file, and all of them in memory. Ids sort by time. */
export const openMailbox = (folder: string): Mailbox => {
  mkdirSync(folder, { recursive: true });
  const mails = new Map<string, Mail>(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Mail)
      .map((mail) => [mail.id, mail]),
  );
  return {
    keep: async (mail) => {
      const file = path.join(folder, `${mail.id}.json`);
      await writeFile(`${file}.new`, JSON.stringify(mail));
      await rename(`${file}.new`, file);
      mails.set(mail.id, mail);
    },
    all: () => [...mails.values()].reverse(),
    find: (id) => mails.get(id),
  };
};
