import { instant } from '../kernel/figures.ts';
import { Html, html } from '../kernel/html.ts';
import { styleSheet } from './style.ts';

export interface Page {
  /** Title of the window. */
  readonly title: string;
  /** What this page says, in a few words. */
  readonly heading: string;
  /** What a person needs to know, in a sentence or two. */
  readonly lead: string | Html;
  /** A line above the heading: a verdict with its word, a time. */
  readonly kicker?: Html;
  /** Right side of the header, such as who is signed in. */
  readonly corner?: string;
  readonly body: Html;
}

/** A complete page: one document, one sheet, no script, nothing fetched. */
export const page = ({ title, heading, lead, kicker, corner, body }: Page): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><style>${sheet}</style></head>
<body><header><div><a href="/"><b>Slipway</b></a><span class="quiet">${corner}</span></div></header>
<main>${kicker && html`<p class="kicker">${kicker}</p>`}<h1>${heading}</h1><p class="lead">${lead}</p>
${body}</main></body></html>
`.markup;

/** Facts beside each other: what, and what it is. */
export const factList = (facts: readonly (readonly [label: string, value: string | Html])[]): Html =>
  html`<dl class="facts">${facts.map(([label, value]) => html`<div${typeof value === 'string' && value.length > LONG && html` class="long"`}><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Letters from which on a fact is a text of its own, not a figure among others. */
const LONG = 60;

export type Tone = 'good' | 'watch' | 'bad' | 'quiet';

/** A verdict: a colour, and always a word. */
export const tag = (tone: Tone, word: string): Html => html`<span class="tag ${tone}">${word}</span>`;

/** Keeps a figure and its percent sign on one line. */
export const unbroken = (sentence: string): string => sentence.replace(/(\d) %/g, '$1\u00a0%');

/** Somebody to write to: by name where it is known. */
export const mailTo = (address: string, name = address): Html => html`<a href="mailto:${address}">${name}</a>`;

/** An instant for people, with the exact one behind it. */
export const time = (iso: string): Html => html`<time datetime="${iso}">${instant(iso)}</time>`;

const sheet = new Html(styleSheet);
