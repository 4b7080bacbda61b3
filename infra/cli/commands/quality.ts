import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { liveQuality } from '../../../shared/assurance/live-quality.ts';
import { Metric } from '../../../shared/assurance/schema.ts';
import type { Finding } from '../../../shared/registry/schema.ts';
import { qualityPage } from '../../../shared/reporting/quality-page.ts';
import type { Command } from '../command.ts';
import { readManifestFile } from '../expected-columns.ts';
import { labelledAnswers } from '../labelled-answers.ts';
import { askedOf, taskOf } from '../quality-task.ts';
import { type FileReading, jsonFile, refused } from '../refused.ts';
import { sayQuality } from '../say-quality.ts';
import { tableText } from '../table-text.ts';
import { Complaint, say } from '../terminal.ts';

/** What a version was released with: its evidence, or what this command wrote then with --json. */
const Release = z.object({ metrics: z.array(Metric).min(1) });

/** Measures answers against labels: two tables, or ground truth and Data Capture lines. Answers 1 when worse than at release. */
export const quality: Command = {
  usage: '--labels FILE --scores FILE [--release FILE] [--manifest FILE]',
  summary:
    'measure answers against labels (CSV, JSON lines, Parquet, or ground truth and Data Capture lines), with a release by its evidence; --task and --sensitive NAMES in place of a manifest; --html FILE writes the page',
  async run(_words, { labels, scores, release, manifest, task, sensitive, json, html }) {
    if (!labels || !scores)
      throw new Complaint('Name both files: slipway quality --labels labels.csv --scores scores.csv');
    const asked = askedOf({ manifest, task, sensitive });
    const [truths, answers] = [textFile(labels), textFile(scores)];
    const before = release ? jsonFile(release, Release) : undefined;
    const findings = [truths, answers, before].flatMap((one) => (one?.kind === 'refused' ? one.findings : []));
    if (truths.kind === 'refused' || answers.kind === 'refused' || before?.kind === 'refused')
      throw refused('These files cannot be used:', findings);
    const judged = labelledAnswers(truths.value, answers.value, asked);
    const absent = (asked.sensitive ?? []).filter((name) => !judged.groups.has(name));
    // A manifest's attributes need not be in every file; those that a person names must be.
    if (sensitive !== undefined && absent.length > 0)
      throw refused(
        'Fairness cannot be measured:',
        absent.map(
          (name): Finding => ({
            path: '--labels, --scores',
            code: 'no-attribute',
            message: `there is no column ${name}`,
            expected: 'a column of that name in one of the files, or a captured input of that name and a manifest',
          }),
        ),
      );
    const found = liveQuality(taskOf(asked.kind, judged), judged, { metrics: before?.value.metrics });
    const { unmatched, malformed } = judged;
    if (json) say(JSON.stringify({ ...found, unmatched, malformed, notFound: absent }));
    else sayQuality(found, { unmatched, malformed: malformed.count, absent });
    if (html) {
      writeFileSync(html, qualityPage(manifest ? readManifestFile(manifest).model : 'The model', found));
      if (!json) say(`\nThe page is in ${html}.`);
    }
    return found.verdict === 'worse' ? 1 : 0;
  },
};

const textFile = (path: string): FileReading<string> => {
  try {
    return { kind: 'read', value: tableText(path) };
  } catch (error) {
    if (error instanceof Complaint) throw error;
    return {
      kind: 'refused',
      findings: [
        { path, code: 'unreadable', message: 'this file cannot be read', expected: 'the name of a file that exists' },
      ],
    };
  }
};
