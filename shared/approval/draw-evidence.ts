import { Evidence } from '../assurance/schema.ts';
import type { DrawnEvidence } from './decision-page.ts';
import { html } from './html.ts';

/** The evaluation document of a version, as the decision page shows it. */
export const drawEvidence = (document: unknown): DrawnEvidence => {
  const evidence = Evidence.parse(document);
  return { sentence: evidence.sentence, facts: [], body: html`` };
};
