import { plainText } from './plain-text.ts';

/** Longest body of a decision, in bytes. */
export const LONGEST_BODY = 8192;
const LONGEST_COMMENT = 2000;

/** What a person sends from the decision page. */
export interface DecisionInput {
  readonly decision: 'approve' | 'decline';
  /** The model's name, typed. */
  readonly name: string;
  readonly comment: string;
  /** What the page showed: see `shownDigest`. Compared, never used. */
  readonly shown: string;
}

const fields = ['csrf', 'decision', 'name', 'comment', 'shown'] as const;
type Field = (typeof fields)[number];

/**
 * The fields of the form, each exactly once and no other, or `undefined`: a parser that takes the first of two
 * fields and one that takes the last would read two different decisions.
 */
export const readForm = (body: string): Readonly<Record<Field, string>> | undefined => {
  const sent = [...new URLSearchParams(body)];
  const names = sent.map(([name]) => name);
  if (sent.length !== fields.length || !fields.every((field) => names.includes(field))) return undefined;
  return Object.fromEntries(sent) as Record<Field, string>;
};

/** The decision in the form, or `undefined` when it is none. */
export const readDecision = (form: Readonly<Record<Field, string>>): DecisionInput | undefined => {
  const { decision, name, shown } = form;
  if (decision !== 'approve' && decision !== 'decline') return undefined;
  const comment = plainText(form.comment, Number.POSITIVE_INFINITY);
  if (comment.length > LONGEST_COMMENT || name.length > 200) return undefined;
  return { decision, name, comment, shown };
};
