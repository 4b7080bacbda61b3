import type { WindowQuality } from '../assurance/window-quality.ts';
import { span } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { importanceDriftSection } from './importance-drift-section.ts';
import { tag, unbroken } from './page.ts';
import { qualitySection } from './quality-section.ts';
import { qualityWords } from './quality-words.ts';

/** How right the answers of a window were, by the labels that have come; or why nobody can say. */
export const windowQualitySection = (quality: WindowQuality): Html => {
  const { from, to } = quality.window;
  const answers = html` <span class="quiet">By the labels that have come for the answers of <time datetime="${from}/${to}">${span(from, to)}</time>.</span>`;
  if (quality.verdict === 'not-measured')
    return html`<h2>How right the answers were ${tag('watch', 'not measured')}</h2><p>${unbroken(quality.sentence)}${answers}</p>`;
  const { tone, word } = qualityWords[quality.verdict];
  return html`<h2>How right the answers were ${tag(tone, word)}</h2><p>${unbroken(quality.sentence)}${answers}</p>${qualitySection(quality)}${leftOut(quality.leftOut)}${quality.importance && importanceDriftSection(quality.importance)}`;
};

const leftOut = (sentences: readonly string[]): Html | undefined =>
  sentences.length === 0
    ? undefined
    : html`<h3>Not in these figures</h3><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
