import { instant } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { Verdict } from '../monitoring/schema.ts';
import { verdictWords } from './drift-words.ts';

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

const LANE_WORDS: Readonly<Record<Verdict, string>> = {
  unreadable: 'unreadable',
  drifted: 'drifted',
  watch: 'watch',
  stable: 'stable',
  'not-enough-evidence': 'too little',
};
