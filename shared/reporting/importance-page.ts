import type { MeasuredImportance } from '../assurance/window-importance.ts';
import { html } from '../kernel/html.ts';
import { importanceDriftSection } from './importance-drift-section.ts';
import { page } from './page.ts';

/** What makes a model's answers right, beside its release, as one self-contained page. */
export const importancePage = (subject: string, importance: MeasuredImportance): string =>
  page({
    title: `${subject}: what makes its answers right`,
    heading: headings[importance.verdict](subject),
    lead: importance.sentence,
    body: html`${importanceDriftSection(importance)}`,
  });

const headings: Record<MeasuredImportance['verdict'], (subject: string) => string> = {
  changed: (subject) => `${subject} is right for other reasons than at release`,
  watch: (subject) => `${subject} is right for the same reasons, not all as firmly`,
  'as-released': (subject) => `${subject} is right for the same reasons as at release`,
  'not-enough-evidence': (subject) => `What makes ${subject} right cannot be compared`,
};
