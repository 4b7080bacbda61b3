import type { Mail } from './ports.ts';

/** What a mail says, once; both of its parts are made from it, so they cannot differ. All of it is plain text. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly greeting: string;
  /** First what the reader needs to know, then the rest. */
  readonly paragraphs: readonly string[];
  readonly points?: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
  readonly facts?: readonly (readonly [label: string, value: string])[];
  readonly closing?: readonly string[];
}

/** The letter as a mail: plain text and HTML with the same words in the same order. */
export const mailOf = (letter: Letter): Mail => ({
  to: letter.to,
  subject: letter.subject,
  text: asText(letter),
  html: asHtml(letter),
});

const asText = ({ greeting, paragraphs, points = [], link, facts = [], closing = [] }: Letter): string =>
  [
    greeting,
    ...paragraphs,
    points.map((point) => `- ${point.replaceAll('\n', '\n  ')}`).join('\n'),
    link ? `${link.label}\n${link.url}` : '',
    facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    ...closing,
    SENDER,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');

const SENDER = 'Slipway';

const asHtml = ({ subject, greeting, paragraphs, points = [], link, facts = [], closing = [] }: Letter): string => {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><td style="padding:2px 16px 2px 0;color:#5c6670;vertical-align:top">${escapeHtml(label)}:</td><td style="padding:2px 0">${lines(value)}</td></tr>`,
  );
  const body = [
    paragraph(greeting),
    ...paragraphs.map(paragraph),
    points.length > 0
      ? `<ul style="padding-left:20px">${points.map((point) => `<li>${lines(point)}</li>`).join('')}</ul>`
      : '',
    link
      ? `<p style="margin:20px 0">${escapeHtml(link.label)}<br><a href="${escapeHtml(link.url)}" style="color:#1b5e8c;overflow-wrap:anywhere">${escapeHtml(link.url)}</a></p>`
      : '',
    rows.length > 0
      ? `<table role="presentation" style="border-collapse:collapse;margin:16px 0">${rows.join('')}</table>`
      : '',
    ...closing.map((text) => `<p style="margin:12px 0;color:#5c6670">${lines(text)}</p>`),
    paragraph(SENDER),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="format-detection" content="telephone=no,email=no,address=no,url=no"><title>${escapeHtml(subject)}</title></head><body style="margin:0;background:#fdfcfa;color:#1d2329;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif"><div style="max-width:560px;margin:0 auto;padding:24px 16px;overflow-wrap:anywhere">${body.join('')}</div></body></html>`;
};

const paragraph = (text: string): string => `<p style="margin:12px 0">${lines(text)}</p>`;

const lines = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>');

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
