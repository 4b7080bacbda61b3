import type { Watching } from '../assurance/watching.ts';
import { counted } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { LIMIT_NAMES } from '../monitoring/limits.ts';
import { limitValue, shortLimitWords, strictness } from './limit-words.ts';
import { tag } from './page.ts';
import { watchSentences } from './watch-words.ts';

/** How a version will be watched once it is live: in sentences, then what the team set for itself, then every limit. */
export const watchSection = (watching: Watching | undefined): Html => {
  const heading = html`<h2>How it will be watched once it is live</h2>`;
  if (!watching)
    return html`${heading}<p class="quiet">It was evaluated before this was part of the evidence: the policy and the manifest below say it.</p>`;
  return html`${heading}${html`<ul>${watchSentences(watching).map((sentence) => html`<li>${sentence}</li>`)}</ul>`}${ownLimits(watching)}${everyLimit(watching)}`;
};

const ownLimits = ({ own, limits }: Watching): Html => {
  if (own.length === 0) return html`<p>All limits are the policy's; the team set none for itself.</p>`;
  return html`<p><b class="watch">The team set ${counted(own.length, 'limit')} of its own</b>, within what the policy allows. Approving the version accepts them.</p>
<table class="pairs"><thead><tr><th scope="col">Limit</th><th scope="col" class="n">the team's</th><th scope="col" class="n">the policy's</th><th scope="col" class="n wide">allowed</th><th scope="col">That is</th></tr></thead><tbody>${own.map(
    ({ name, tier, bounds }) => {
      const value = limits[name] ?? tier;
      return html`<tr><th scope="row">${shortLimitWords[name]}</th><td class="n" data-is="the team's"><b>${limitValue(name, value)}</b></td><td class="n" data-is="the policy's">${limitValue(name, tier)}</td><td class="n wide">${limitValue(name, bounds.least)} to ${limitValue(name, bounds.most)}</td><td class="said">${verdict(strictness(name, tier, value))}</td></tr>`;
    },
  )}</tbody></table>`;
};

const verdict = (how: ReturnType<typeof strictness>): Html => {
  if (how === 'other') return tag('quiet', 'another');
  return how === 'looser' ? tag('watch', 'looser: more passes') : tag('good', 'stricter');
};

const everyLimit = ({ limits, own }: Watching): Html => {
  const theirs = new Set(own.map(({ name }) => name));
  return html`<details><summary>Every limit</summary><table class="limits"><thead><tr><th scope="col">Limit</th><th scope="col" class="n">value</th><th scope="col">set by</th></tr></thead><tbody>${LIMIT_NAMES.map(
    (name) =>
      html`<tr><th scope="row">${shortLimitWords[name]}</th><td class="n">${limitValue(name, limits[name] ?? 0)}</td><td>${theirs.has(name) ? 'the team' : 'the policy'}</td></tr>`,
  )}</tbody></table></details>`;
};
