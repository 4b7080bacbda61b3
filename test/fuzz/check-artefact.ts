import { isDeepStrictEqual } from 'node:util';
import type { ScanReport } from '../../shared/artefacts/schema.ts';
import { scanBytes } from '../support/corpus.ts';
import { Broken, type Outcome, type Seed, signOf } from './target.ts';

const PICKLED = /pickle|np[yz]|torch/;

/** Scans an artefact whole and in pieces; the report must be the same and true to its own rules. */
export const checkArtefact = async ({ name, bytes }: Seed, pieces: number): Promise<Outcome> => {
  const report = await scanBytes(bytes, name);
  if (pieces > 0) {
    const again = await scanBytes(bytes, name, pieces);
    if (!isDeepStrictEqual(report, again))
      throw new Broken(`another report when it comes in pieces of ${pieces}: ${differences(report, again)}`);
  }
  if ((report.verdict === 'refuse') !== report.findings.length > 0) throw new Broken('the verdict is not its findings');
  if (report.bytes !== bytes.length) throw new Broken('the report counts other bytes');
  if (report.verdict === 'accept' && report.globals.some(({ role }) => role === 'refused'))
    throw new Broken('accepted with a name that was refused');
  return {
    accepted: report.verdict === 'accept',
    codes: report.findings.map(({ code }) => code),
    signs: [
      report.format,
      ...report.findings.map(signOf),
      ...report.globals.map(({ module, name: of, role }) => (role === 'refused' ? role : `${role} ${module}.${of}`)),
      ...report.members.map(({ format }) => `member ${format}`),
    ],
    told: {
      format: report.format,
      pickled: [report.format, ...report.members.map(({ format = '' }) => format)].some((one) => PICKLED.test(one)),
      calls: report.globals
        .filter(({ role }) => role === 'call' || role === 'new')
        .map(({ module, name: of }) => `${module}.${of}`),
      members: report.members
        .filter(({ name: member }) => !report.members.some(({ name: outer }) => member.startsWith(`${outer}!`)))
        .map(({ name: member, bytes: size }) => [member, size] as const),
    },
  };
};

const differences = (one: ScanReport, other: ScanReport): string =>
  (Object.keys(one) as (keyof ScanReport)[])
    .filter((key) => !isDeepStrictEqual(one[key], other[key]))
    .map((key) => `${key} ${JSON.stringify(one[key])?.slice(0, 300)} / ${JSON.stringify(other[key])?.slice(0, 300)}`)
    .join('; ');
