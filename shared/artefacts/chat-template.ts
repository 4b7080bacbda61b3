/**
 * What lets a chat template reach behind its values, in the server that fills it (CVE-2024-34359): names between
 * underscores, also in pieces or as escapes; the attributes that lead from generators, functions and errors to what runs;
 * and statements that load other templates. A second line of defence: whoever serves a chat model fills templates in
 * Jinja's sandbox, for a list of words cannot know every way to build another.
 */
const REACHING = new RegExp(
  [
    '__',
    String.raw`\|\s*attr\b`,
    String.raw`\battr\s*\(`,
    String.raw`\\x5f|\\u005f|\\137|\\N\{|%\d*c\b|\bchr\s*\(`,
    // Underscores that are put together, or repeated.
    String.raw`_['"]\s*[~+]\s*['"]_|_['"]\s*\*\s*\d|\d\s*\*\s*['"][^'"]*_`,
    String.raw`\b(gi|cr|ag)_(frame|code|yieldfrom|await|running)\b|\bf_(globals|builtins|locals|code|back)\b`,
    String.raw`\b(func_(globals|code|closure)|tb_(frame|next)|co_(code|consts|names)|im_(func|self|class))\b`,
    String.raw`\b(popen|subclasses|getattr|globals|lipsum|cycler|joiner|format_map|mro)\b`,
    String.raw`\{%[-+]?\s*(import|from|include|extends)\b`,
  ].join('|'),
  'i',
);

/** What a template reaches for that no chat template needs; nothing when it only fills in. */
export const reachedFor = (template: string): string | undefined => REACHING.exec(template)?.[0];
