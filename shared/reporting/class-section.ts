import type { ClassQuality } from '../assurance/class-quality.ts';
import { counted, percent, short, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { barAgainstGate } from './svg.ts';

const SHOWN = 12;

/** Which classes are missed, and what they are taken for: worst first. */
export const classSection = (classes: readonly ClassQuality[]): Html =>
  html`<h2>Which classes are missed</h2><p class="key">Blue mark: share of the rows of a class that the answers found, the thin line its 95 % interval. Worst first.</p>${table(classes.slice(0, SHOWN))}${
    classes.length > SHOWN &&
    html`<details><summary>${counted(classes.length - SHOWN, 'class', 'classes')} that are found more often</summary>${table(classes.slice(SHOWN))}</details>`
  }`;

const table = (classes: readonly ClassQuality[]): Html =>
  html`<table class="pairs"><thead><tr><th scope="col">Class</th><th scope="col">Found</th><th scope="col" class="n">share</th><th scope="col" class="n">labels</th><th scope="col" class="n">most often taken for</th></tr></thead><tbody>${classes.map(line)}</tbody></table>`;

const line = ({ name, labelled, found, interval, takenFor }: ClassQuality): Html =>
  html`<tr><th scope="row">${short(name)}</th><td class="drawn">${barAgainstGate({ label: `${name} found`, from: 0, to: 1, now: found, interval, write: percent })}</td><td class="n said">${percent(found)}</td><td class="n" data-is="of">${counted(labelled, 'label')}</td><td class="n may-wrap" data-is="taken for">${takenFor ? `${short(takenFor.name)} (${whole(takenFor.rows)})` : 'none'}</td></tr>`;
