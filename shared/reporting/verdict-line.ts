import { instant } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { Verdict } from '../monitoring/schema.ts';
import { verdictWords } from './drift-words.ts';
import { tag } from './page.ts';

/** A verdict on traffic as a tag. */
export const verdictTag = (verdict: Verdict): Html => tag(verdictWords[verdict].tone, verdictWords[verdict].word);

/** Lanes from the top; those in `ALWAYS` are drawn even when no window lies in them. */
const LANES: readonly Verdict[] = ['unreadable', 'drifted', 'watch', 'stable', 'not-enough-evidence'];
const ALWAYS: ReadonlySet<Verdict> = new Set(['drifted', 'watch', 'stable']);

/** The verdicts of windows in a row, oldest first: one mark each, in the lane of its verdict. A list to those who listen. */
export const verdictLine = (windows: readonly { readonly at: string; readonly verdict: Verdict }[]): Html => {
  const lanes = LANES.filter((lane) => ALWAYS.has(lane) || windows.some(({ verdict }) => verdict === lane));
  const mark = ({ at, verdict }: { readonly at: string; readonly verdict: Verdict }) => {
    const { tone, word } = verdictWords[verdict];
    const said = `${instant(at)}: ${word}`;
    return html`<li class="lane-${lanes.indexOf(verdict) + 1} ${tone}" title="${said}"><span class="hidden">${said}</span></li>`;
  };
  const [first, last] = [windows[0], windows.at(-1)];
  return html`<div class="lanes"><div class="names" aria-hidden="true">${lanes.map((lane) => html`<span>${LANE_WORDS[lane]}</span>`)}</div><ol aria-label="Verdicts of the last windows, oldest first">${windows.map(mark)}</ol><div class="ends" aria-hidden="true"><span>${first && instant(first.at)}</span><span>${windows.length > 1 && last && instant(last.at)}</span></div></div>`;
};

/** The same in a cell of a table: a bar for each window, higher where more changed. */
export const verdictStrip = (windows: readonly { readonly verdict: Verdict }[]): Html => {
  const last = windows.slice(-STRIP);
  const counts = LANES.map((lane) => [lane, last.filter(({ verdict }) => verdict === lane).length] as const);
  const said = counts.filter(([, count]) => count > 0).map(([lane, count]) => `${count} ${verdictWords[lane].word}`);
  return html`<svg class="strip" viewBox="0 0 ${STRIP * 5} 16" role="img" aria-label="${last.length === 1 ? 'The last window' : `The last ${last.length} windows`}: ${said.join(', ')}">${last.map(
    ({ verdict }, i) =>
      html`<rect class="is-${verdictWords[verdict].tone}" x="${i * 5}" y="${16 - HEIGHTS[verdict]}" width="4" height="${HEIGHTS[verdict]}"/>`,
  )}</svg>`;
};

const STRIP = 24;
const HEIGHTS: Readonly<Record<Verdict, number>> = {
  unreadable: 16,
  drifted: 16,
  watch: 9,
  stable: 4,
  'not-enough-evidence': 2,
};

const LANE_WORDS: Readonly<Record<Verdict, string>> = {
  unreadable: 'unreadable',
  drifted: 'drifted',
  watch: 'watch',
  stable: 'stable',
  'not-enough-evidence': 'too little',
};
