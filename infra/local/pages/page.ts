import { styleSheet } from './style.ts';

export interface Page {
  /** Plain text: heading and window title. */
  readonly title: string;
  /** Plain text: the sentence that a person needs first. */
  readonly lead?: string;
  /** HTML, escaped by whoever made it. */
  readonly body: string;
  /** Plain text at the right of the head, such as the part of the local cloud. */
  readonly section?: string;
  /** Loads the page again after so many seconds. */
  readonly refreshSeconds?: number;
}

/** The frame of every page of the local cloud: complete HTML with the style sheet in it, no script. */
export const page = ({ title, lead, body, section, refreshSeconds }: Page): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${refreshSeconds ? `<meta http-equiv="refresh" content="${refreshSeconds}">` : ''}<title>${escapeHtml(title)}</title><style>${styleSheet}</style></head>
<body><header><div><b>Slipway</b><span class="quiet">${escapeHtml(section ?? 'Local cloud')}</span></div></header>
<main><h1>${escapeHtml(title)}</h1>${lead ? `<p class="lead">${escapeHtml(lead)}</p>` : ''}
${body}</main></body></html>`;

/** Text made safe for HTML content and for quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
