import { counted, instant, span } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { DriftReport, FeatureVerdict, Verdict } from '../monitoring/schema.ts';
import { verdictWords } from './drift-words.ts';

type PastWindow = NonNullable<DriftReport['history']>[number];
interface JudgedWindow extends PastWindow {
  readonly effect: number;
}

/** How long the last verdict has held, over the windows that could be judged; oldest first. */
export const since = (windows: readonly { readonly at: string; readonly verdict: Verdict }[]): string => {
  const judged = windows.filter(({ verdict }) => verdict !== 'not-enough-evidence');
  const last = judged.at(-1);
  if (!last)
    return windows.length === 1
      ? 'This window had too little traffic to judge.'
      : `None of the last ${windows.length} windows had enough traffic to judge.`;
  const held = judged.length - 1 - judged.findLastIndex(({ verdict }) => verdict !== last.verdict);
  const { word } = verdictWords[last.verdict];
  if (held === judged.length)
    return held === 1 ? `One window could be judged: ${word}.` : `All ${held} windows that could be judged: ${word}.`;
  const [first] = judged.slice(-held);
  const sentence =
    held === 1
      ? `${word} since this window; before it ${verdictWords[judged.at(-2)?.verdict ?? last.verdict].word}.`
      : `${word} in the last ${held} windows, since ${instant(first?.at ?? last.at)}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
};

/** The windows before this one in which a column was judged, with what was found, oldest first. */
export const judgedBefore = (
  { past = [] }: Pick<FeatureVerdict, 'past'>,
  history: readonly PastWindow[] = [],
): readonly JudgedWindow[] =>
  history.flatMap((window, i) => {
    const found = past[i];
    return found ? [{ ...window, effect: found[0], verdict: found[1] }] : [];
  });

/**
 * Since when a column that drifted, or is watched, has done so: for the first time, for how many windows, or again after how
 * many quiet ones. Only windows in which it was judged count. Nothing for other columns, nor where no window before is known.
 */
export const columnSince = (
  { status, past }: Pick<FeatureVerdict, 'status' | 'past'>,
  history?: readonly PastWindow[],
): Html | undefined => {
  if ((status !== 'drifted' && status !== 'watch') || !history?.length) return undefined;
  const known = judgedBefore({ ...(past && { past }) }, history);
  const word = status === 'drifted' ? 'Drifted' : 'On watch';
  if (known.length === 0)
    return history.every(({ verdict }) => verdict === 'not-enough-evidence')
      ? html`Judged for the first time: the windows before had too little traffic.`
      : html`Nothing is known of it in the windows before.`;
  const isOn = ({ verdict }: JudgedWindow) => verdict === 'drifted' || (status === 'watch' && verdict === 'watch');
  const held = known.length - 1 - known.findLastIndex((one) => !isOn(one));
  const earlier = known.slice(0, known.length - held);
  const quiet = earlier.length - 1 - earlier.findLastIndex(isOn);
  const begun = known[known.length - held];
  const last = status === 'watch' ? known.slice(-held).findLast(({ verdict }) => verdict === 'drifted') : undefined;
  const eased = held > 0 && last && html` It drifted last in the window of ${windowTime(last)}.`;
  const all = counted(known.length + 1, 'window');
  if (!begun)
    return quiet === earlier.length
      ? html`${word} for the first time in ${all}.`
      : html`${word} again, after ${counted(quiet, 'quiet window')}.`;
  if (earlier.length === 0)
    return html`${word} in all ${all} that are known, since that of ${windowTime(begun)} at the latest.${eased}`;
  return quiet === earlier.length
    ? html`${word} for ${counted(held + 1, 'window')}, since that of ${windowTime(begun)}; for the first time in ${all}.${eased}`
    : html`${word} for ${counted(held + 1, 'window')}, since that of ${windowTime(begun)}: again, after ${counted(quiet, 'quiet window')}.${eased}`;
};

/** Columns that drifted when they were last judged, and have not in this window. */
export const calmedDown = ({ features, history }: DriftReport): readonly FeatureVerdict[] =>
  features.filter(
    (feature) => feature.status === 'stable' && judgedBefore(feature, history).at(-1)?.verdict === 'drifted',
  );

/** The hours of a window, with the exact instants behind them; older records know only its end. */
export const windowTime = ({ from = '', at }: { readonly from?: string | undefined; readonly at: string }): Html =>
  from === '' || from === at
    ? html`<time datetime="${at}">${instant(at)}</time>`
    : html`<time datetime="${from}/${at}">${span(from, at)}</time>`;
