import { exceptionsOf } from '../artefacts/exceptions.ts';
import type { GlobalUse, ScanReport } from '../artefacts/schema.ts';
import type { ValidationReport } from '../artefacts/validation.ts';
import { counted, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { withDigests } from './findings-list.ts';
import { limitRow } from './gate-limits.ts';

/** Rows of a table on a page; the report has all of them. */
const MOST_ROWS = 100;

/**
 * What the gate looked at and what it saw, in plain words: first what came through by review only, then everything by
 * name, folded away. `digest` is that of the whole report.
 */
export const gateSection = (report: ValidationReport, digest: string): Html => {
  const { scan } = report;
  const exceptions = exceptionsOf(scan);
  return html`<h2>What the gate saw in the files</h2><p>${summary(scan)}</p>
${exceptions.length > 0 && html`<p><b class="watch">Let through by review only:</b></p><ul>${exceptions.map((sentence) => html`<li>${withDigests(sentence)}</li>`)}</ul>`}
${names(scan.globals)}${operators(scan.operators)}${members(scan)}${limits(scan.limits)}
<p class="quiet">${judgedBy(scan)} The whole report: <code>sha256 ${digest}</code></p>`;
};

const summary = ({ format, bytes, expandedBytes, members: files, globals, operators: used }: ScanReport): string => {
  const size =
    expandedBytes > bytes ? `${whole(bytes)} bytes, ${whole(expandedBytes)} unpacked` : `${whole(bytes)} bytes`;
  const inside = files.length > 0 ? ` with ${counted(files.length, 'file')} in it` : '';
  const asked = [
    globals.length > 0 ? counted(globals.length, 'name of Python', 'names of Python') : '',
    used.length > 0 ? counted(used.length, 'operator') : '',
  ].filter((part) => part !== '');
  return `The model file is ${format}${inside}: ${size}. Every byte was read and nothing was run. ${
    asked.length > 0 ? `It uses ${asked.join(' and ')}.` : 'It asks for nothing by name.'
  }`;
};

const judgedBy = ({ policy, rules }: ScanReport): string =>
  `Judged by the rules ${rules}${policy ? ` and policy version ${policy.version}` : ''}.`;

const ROLES: Readonly<Record<GlobalUse['role'], string>> = {
  refused: 'refused',
  call: 'called while it loads',
  new: 'an object is made of it, without running its constructor',
  reference: 'named, and neither called nor made',
};

const names = (globals: ScanReport['globals']): Html | undefined =>
  folded(
    'Names of Python that it uses',
    globals,
    ['Name', 'What for', 'Times'],
    ({ module, name, role, count }) =>
      html`<tr><td><code>${module}.${name}</code></td><td class="${role === 'refused' ? 'bad' : ''}">${ROLES[role]}</td><td class="n" data-is="times">${whole(count)}</td></tr>`,
  );

const operators = (used: readonly string[]): Html | undefined =>
  used.length === 0
    ? undefined
    : html`<details><summary>Operators of its graph (${whole(used.length)})</summary><p>${used.slice(0, MOST_ROWS).join(', ')}${used.length > MOST_ROWS && ` and ${whole(used.length - MOST_ROWS)} more`}</p></details>`;

const members = ({ members: files, code }: ScanReport): Html | undefined =>
  folded(
    'Files in it',
    files,
    ['File', 'Format', 'Bytes'],
    ({ name, format, bytes }) =>
      html`<tr><td><code>${name}</code></td><td>${code?.approved && name.startsWith('code/') ? 'approved with its folder' : (format ?? 'not known')}</td><td class="n" data-is="bytes">${whole(bytes)}</td></tr>`,
  );

const limits = (reached: ScanReport['limits']): Html | undefined =>
  folded('How much of each limit it took', reached, ['Limit', 'Used', 'Of'], limitRow);

const folded = <T>(
  title: string,
  items: readonly T[],
  [first, second, third]: readonly [string, string, string],
  row: (item: T) => Html,
): Html | undefined =>
  items.length === 0
    ? undefined
    : html`<details><summary>${title} (${whole(items.length)})</summary><div class="scroll"><table class="read rows"><thead><tr><th>${first}</th><th>${second}</th><th class="n">${third}</th></tr></thead><tbody>${items.slice(0, MOST_ROWS).map(row)}</tbody></table></div>${
        items.length > MOST_ROWS &&
        html`<p class="quiet">and ${whole(items.length - MOST_ROWS)} more in the report.</p>`
      }</details>`;
