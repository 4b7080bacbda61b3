import { type Html, html } from '../kernel/html.ts';
import type { Finding } from '../registry/schema.ts';

const BYTE = /, (byte \d+)$/;
const DIGEST = /([0-9a-f]{64})/;

/** Text of a report, its digests set as such: they may break anywhere, or they would widen a phone's page. */
export const withDigests = (text: string): Html =>
  html`${text.split(DIGEST).map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;

/** Findings by place: what is wrong there, at which byte, and what would be right. */
export const findingsList = (findings: readonly Finding[]): Html => {
  const places = Map.groupBy(findings, ({ path }) => path.replace(BYTE, ''));
  return html`${[...places].map(
    ([place, found]) =>
      html`<h3><code>${place}</code></h3><ul>${found.map(
        ({ path, message, expected }) =>
          html`<li>${withDigests(message)}${BYTE.test(path) && html` <span class="quiet">(${BYTE.exec(path)?.[1]})</span>`}${expected && html`<br><span class="quiet">Right would be: ${withDigests(expected)}</span>`}</li>`,
      )}</ul>`,
  )}`;
};
