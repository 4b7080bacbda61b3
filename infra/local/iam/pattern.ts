/** Values of condition keys, by lower-case key: IAM reads keys without regard to case. */
export type ContextValues = ReadonlyMap<string, readonly string[]>;

/**
 * Whether a text fits an IAM pattern: `*` and `?` stand for any text and any character, `${key}` for the one value of a
 * context key (taken literally), `${key, 'other'}` gives what stands for an absent one. A pattern with an absent variable fits nothing.
 */
export const fits = (pattern: string, text: string, context: ContextValues, ignoreCase = false): boolean => {
  const source = toSource(pattern, context, true);
  return source !== undefined && new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su').test(text);
};

/** The pattern with its variables filled in and without wildcards; `undefined` when a variable is absent. */
export const fill = (pattern: string, context: ContextValues): string | undefined => {
  let absent = false;
  const filled = pattern.replace(variable, (whole, inner: string) => {
    const value = variableValue(inner, context);
    absent ||= value === undefined;
    return value ?? whole;
  });
  return absent ? undefined : filled;
};

const variable = /\$\{([^}]*)\}/g;

const toSource = (pattern: string, context: ContextValues, wild: boolean): string | undefined => {
  let source = '';
  let last = 0;
  for (const match of pattern.matchAll(variable)) {
    source += globSource(pattern.slice(last, match.index), wild);
    const value = variableValue(match[1] ?? '', context);
    if (value === undefined) return undefined;
    source += RegExp.escape(value);
    last = match.index + match[0].length;
  }
  return source + globSource(pattern.slice(last), wild);
};

const globSource = (text: string, wild: boolean): string =>
  text
    .split(/([*?])/)
    .map((part) => (wild && part === '*' ? '.*' : wild && part === '?' ? '.' : RegExp.escape(part)))
    .join('');

/** `${*}`, `${?}` and `${$}` are how a policy writes these characters themselves. */
const variableValue = (inner: string, context: ContextValues): string | undefined => {
  if (inner === '*' || inner === '?' || inner === '$') return inner;
  const [, key = '', other] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/.exec(inner) ?? [];
  const values = context.get(key.toLowerCase());
  return values?.length === 1 ? values[0] : other;
};
