import type { MeasuredImportance } from '../assurance/window-importance.ts';
import { html } from '../kernel/html.ts';
import { importanceComparison, importanceWords } from './importance-drift-section.ts';
import { page, tag } from './page.ts';

/** What makes a model's answers right, beside its release, as one self-contained page. */
export const importancePage = (subject: string, importance: MeasuredImportance): string =>
  page({
    title: `${subject}: what makes its answers right`,
    heading: headings[importance.verdict](subject),
    kicker: tag(importanceWords[importance.verdict].tone, importanceWords[importance.verdict].word),
    lead: importance.sentence,
    body: html`<h2>Column by column</h2>${importanceComparison(importance)}`,
  });

const headings: Record<MeasuredImportance['verdict'], (subject: string) => string> = {
  changed: (subject) => `${subject} is right for other reasons than at release`,
  watch: (subject) => `${subject} is right for the same reasons, not all as firmly`,
  'as-released': (subject) => `${subject} is right for the same reasons as at release`,
  'not-enough-evidence': (subject) => `What makes ${subject} right cannot be compared`,
};
