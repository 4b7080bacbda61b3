import type { ValidationReport } from '../artefacts/validation.ts';
import { whole } from '../kernel/figures.ts';
import { html } from '../kernel/html.ts';
import type { NameOf } from '../policy/names.ts';
import { type ModelVersion, modelKey } from '../registry/schema.ts';
import { findingsList } from './findings-list.ts';
import { gateSection } from './gate-section.ts';
import { factList, mailTo, page, time } from './page.ts';
import { stateTag, stateWords } from './state-words.ts';

export interface VersionPage {
  readonly version: ModelVersion;
  /** What the gate found, once it looked. */
  readonly gate?: ValidationReport | undefined;
  readonly nameOf: NameOf;
  readonly corner: string;
}

/** One version: where it stands and why, everything that was found, and what the gate saw in its files. */
export const versionPage = ({ version, gate, nameOf, corner }: VersionPage): string => {
  const { model, version: number, state, reason, files, changedAt, policy } = version;
  const name = modelKey(version);
  return page({
    title: `${model} ${number}: ${stateWords(state)}`,
    heading: `${model} ${number}`,
    corner,
    kicker: html`${stateTag(state)} <span class="quiet">since ${time(changedAt)}</span>`,
    lead: leadOf(version, gate),
    body: html`${factList([
      ['Decides', version.purpose],
      ['Sent in by', mailTo(version.submitter, nameOf(version.submitter))],
      ['Answers for it', mailTo(version.owner, nameOf(version.owner))],
      ['Judged by', `policy version ${policy.version}`],
    ])}
${gate && gate.findings.length > 0 && html`<h2>What is wrong, and what would be right</h2>${findingsList(gate.findings)}`}${gate ? gateSection(gate, version.evidence.validation ?? '') : html`<p>The gate has not looked into its files yet.</p>`}
<h2>Its files</h2><table class="read rows"><tbody>${Object.entries(files).map(
      ([role, { sha256, bytes }]) =>
        html`<tr><td>${role}</td><td class="n" data-is="bytes">${whole(bytes)}</td><td><code>sha256 ${sha256}</code></td></tr>`,
    )}</tbody></table>
${reason && !gate?.findings.length && html`<p>${reason.text}</p>`}<p><a href="/models/${name}">All versions of ${name}, and its record</a></p>`,
  });
};

const leadOf = ({ state, reason }: ModelVersion, gate: ValidationReport | undefined): string => {
  const found = gate?.findings.length ?? 0;
  if (state === 'refused' && found > 0)
    return `It was refused for ${found === 1 ? 'one reason' : `${found} reasons`}. Its files are kept where nobody can use them.`;
  if (state === 'refused') return `It was refused: ${reason?.text ?? 'the reason was not noted'}`;
  return gate ? `The gate let it in: ${gate.sentence}.` : 'It came in and waits for the gate.';
};
