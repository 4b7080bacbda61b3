import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import type { ScanFinding, ScanReport } from '../../../shared/artefacts/schema.ts';
import type { Command } from '../command.ts';
import { Complaint, harmless, paint, say } from '../terminal.ts';

/** Gives the gate's verdict on a file, or on every file of a folder, before anything is uploaded. */
export const scan: Command = {
  usage: 'FILE|DIR',
  summary: "the gate's verdict on a file, or on each file of a folder",
  async run([target, ...rest], { json }) {
    if (!target || rest.length > 0) throw new Complaint('Name one file or folder: slipway scan FILE|DIR');
    let refused = 0;
    let unread = 0;
    for (const file of await filesOf(target)) {
      const report = await scanArtefact(createReadStream(file, { highWaterMark: 2 ** 18 }), path.basename(file)).catch(
        (error: Error) => {
          process.stderr.write(`${harmless(file)} cannot be read: ${harmless(error.message)}\n`);
          unread++;
          return undefined;
        },
      );
      if (!report) continue;
      if (report.verdict === 'refuse') refused++;
      if (json) say(JSON.stringify(lineOf(file, report)));
      else tell(file, report);
    }
    return unread > 0 ? 2 : refused > 0 ? 1 : 0;
  },
};

const filesOf = async (target: string): Promise<readonly string[]> => {
  const found = await stat(target).catch(() => {
    throw new Complaint(`${target} cannot be read.`);
  });
  if (found.isFile()) return [target];
  if (!found.isDirectory()) throw new Complaint(`${target} is neither a file nor a folder.`);
  const entries = await readdir(target, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
  // A pipe or a device would be read without end; a link may lead to a file.
  for (const file of paths) if (!(await isFile(file))) throw new Complaint(`${harmless(file)} is no regular file.`);
  return paths.sort();
};

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

const lineOf = (file: string, { verdict, format, sha256, findings }: ScanReport) => ({
  path: file,
  verdict,
  format,
  sha256,
  findings: findings.map(({ code, message, member, offset }: ScanFinding) => ({
    code,
    message,
    member: member ?? null,
    offset: offset ?? null,
  })),
});

const tell = (file: string, { verdict, format, findings }: ScanReport): void => {
  const tone = verdict === 'accept' ? 'good' : 'bad';
  say(`${paint(tone, verdict.padEnd(7))} ${harmless(file)}  ${paint('quiet', harmless(format))}`);
  for (const { code, message, member, offset, advice } of findings) {
    const place = [member && harmless(member), offset !== undefined && `byte ${offset}`].filter(Boolean).join(', ');
    say(`          ${code}: ${harmless(message)}${place ? ` (${place})` : ''}`);
    if (advice) say(`          ${paint('quiet', harmless(advice))}`);
  }
};
