import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ScanRules, scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import type { ScanFinding, ScanReport } from '../../../shared/artefacts/schema.ts';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import { Framework } from '../../../shared/policy/gate-policy.ts';
import { gateRules } from '../../../shared/policy/gate-rules.ts';
import type { Command } from '../command.ts';
import { readPolicy } from '../read-policy.ts';
import { Complaint, counted, harmless, paint, say } from '../terminal.ts';
import { watchedFile } from '../watched-file.ts';

/**
 * Gives the gate's verdict on a file, or on every file of a folder, before anything is uploaded: by the gate's own rules, or
 * by a policy as the pipeline will.
 */
export const scan: Command = {
  usage: 'FILE|DIR [--policy FILE] [--framework NAME]',
  summary: "the gate's verdict on a file, or on each file of a folder",
  async run([target, ...rest], { json, policy, framework }) {
    if (!target || rest.length > 0) throw new Complaint('Name one file or folder: slipway scan FILE|DIR');
    const rules = await rulesOf(policy, framework);
    let refused = 0;
    let unread = 0;
    for (const file of await filesOf(target)) {
      const report = await scanArtefact(watchedFile(file), path.basename(file), rules).catch((error: Error) => {
        process.stderr.write(`${unreadable(file, error)}\n`);
        unread++;
        return undefined;
      });
      if (!report) continue;
      if (report.verdict === 'refuse') refused++;
      if (json) say(JSON.stringify(lineOf(file, report)));
      else tell(file, report);
    }
    return unread > 0 ? 2 : refused > 0 ? 1 : 0;
  },
};

/** The rules of a policy file as the pipeline takes them: its digest is that of the policy in force, and today counts. */
const rulesOf = async (file: string | undefined, named: string | undefined): Promise<ScanRules> => {
  const framework = Framework.optional().safeParse(named);
  if (!framework.success)
    throw new Complaint(`There is no framework ${named}; there is: ${Framework.options.join(', ')}.`);
  if (file === undefined) {
    if (named !== undefined) throw new Complaint('A framework only counts with a policy: add --policy FILE.');
    return {};
  }
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Complaint(`${file} cannot be read.`);
  });
  const reading = readPolicy(text);
  if (reading.kind === 'refused')
    throw new Complaint(
      `${file} is no sound policy; see: slipway policy apply. First: ${reading.findings[0]?.path}: ${reading.findings[0]?.message}`,
    );
  const { policy } = reading;
  return gateRules({ policy, sha256: sha256(JSON.stringify(policy)) }, framework.data, new Date());
};

/** The file itself, or every file below the folder, links to files too. A folder without any is named by mistake. */
const filesOf = async (target: string): Promise<readonly string[]> => {
  const unread = (error: Error): never => {
    throw new Complaint(unreadable(target, error));
  };
  const found = await stat(target).catch(unread);
  if (found.isFile()) return [target];
  if (!found.isDirectory()) throw new Complaint(`${harmless(target)} is neither a file nor a folder.`);
  const entries = await readdir(target, { withFileTypes: true, recursive: true }).catch(unread);
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
  if (paths.length === 0) throw new Complaint(`There is no file in ${harmless(target)}.`);
  return paths.sort();
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'you may not read it',
  ELOOP: 'it is a link that leads in a circle',
};

const unreadable = (file: string, error: NodeJS.ErrnoException): string =>
  `${harmless(file)} cannot be read: ${REASONS[error.code ?? ''] ?? harmless(error.message)}.`;

const lineOf = (file: string, { verdict, format, sha256: digest, findings, policy, code }: ScanReport) => ({
  path: file,
  verdict,
  format,
  sha256: digest,
  ...(policy && { policy }),
  ...(code && { code }),
  findings: findings.map(({ code, message, member, offset }: ScanFinding) => ({
    code,
    message,
    member: member ?? null,
    offset: offset ?? null,
  })),
});

const tell = (file: string, { verdict, format, findings, code, reviewed }: ScanReport): void => {
  const tone = verdict === 'accept' ? 'good' : 'bad';
  say(`${paint(tone, verdict.padEnd(7))} ${harmless(file)}  ${paint('quiet', harmless(format))}`);
  if (code)
    say(
      `          code/ has ${counted(code.files, 'file')}, digest ${code.digest}${code.approved ? ': approved' : ''}`,
    );
  for (const { module, name, owner } of reviewed)
    say(`          ${harmless(module)}.${harmless(name)} is allowed by review (${harmless(owner)})`);
  for (const { code: reason, message, member, offset, advice } of findings) {
    const place = [member && harmless(member), offset !== undefined && `byte ${offset}`].filter(Boolean).join(', ');
    say(`          ${reason}: ${harmless(message)}${place ? ` (${place})` : ''}`);
    if (advice) say(`          ${paint('quiet', harmless(advice))}`);
  }
};
