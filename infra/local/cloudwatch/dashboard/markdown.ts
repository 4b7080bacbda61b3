import { escapeHtml } from '../../pages/page.ts';

/** A small, safe part of Markdown: headings, lists, paragraphs, bold, italics, code, links to http(s) or to this site. */
export const renderMarkdown = (markdown: string): string => {
  const html: string[] = [];
  let list: string[] = [];
  let paragraph: string[] = [];
  const close = (): void => {
    if (list.length > 0) html.push(`<ul>${list.join('')}</ul>`);
    if (paragraph.length > 0) html.push(`<p>${paragraph.join(' ')}</p>`);
    list = [];
    paragraph = [];
  };
  for (const line of markdown.split(/\r?\n/)) {
    const heading = /^(#{1,4})\s+(.+)$/.exec(line);
    const item = /^\s*[-*]\s+(.+)$/.exec(line)?.[1];
    if (heading) {
      close();
      // The page's own title is the h1.
      const level = Math.min(4, (heading[1]?.length ?? 1) + 1);
      html.push(`<h${level}>${inline(heading[2] ?? '')}</h${level}>`);
    } else if (item) {
      if (paragraph.length > 0) close();
      list.push(`<li>${inline(item)}</li>`);
    } else if (line.trim() === '') close();
    else {
      if (list.length > 0) close();
      paragraph.push(inline(line.trim()));
    }
  }
  close();
  return html.join('\n');
};

const inline = (text: string): string =>
  text
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`') && part.length > 2 ? `<code>${escapeHtml(part.slice(1, -1))}</code>` : phrase(part),
    )
    .join('');

/** Escaped first, so that only the tags made here are tags. */
const phrase = (text: string): string =>
  escapeHtml(text)
    .replace(/\[([^\]]+)\]\(((?:https?:\/\/|\/)[^\s)]*)\)/g, '<a href="$2">$1</a>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replace(/(^|[^*\w])\*([^*\s][^*]*)\*/g, '$1<em>$2</em>');
