/** Markup that is known to be safe. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
  toString(): string {
    return this.markup;
  }
}

type Part = string | number | Html | readonly Part[] | undefined | false;

/**
 * Template whose every value is escaped, for content and for quoted attributes alike. Characters that would turn the
 * direction of the text around them, and other control characters, are shown as replaced. Absent values leave nothing.
 */
export const html = (texts: TemplateStringsArray, ...values: readonly Part[]): Html =>
  new Html(texts.map((text, i) => text + render(values[i])).join(''));

const render = (part: Part): string => {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return part.map(render).join('');
  return String(part)
    .replace(UNSEEN, '\uFFFD')
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
};

/** Control characters but the white space among them, and the bidirectional embeddings, overrides and isolates. */
const UNSEEN = /[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069]/gu;
