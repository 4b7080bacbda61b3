export interface Match<R> {
  readonly route: R;
  /** Decoded values of `{name}` and `{name+}`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The route for a request, by API Gateway's order: literal segments before `{name}`, both before `{name+}`,
 * an exact method before `ANY`, and `$default` last. `path` is decoded.
 */
export const matchRoute = <R extends { readonly key: string }>(
  routes: Iterable<R>,
  method: string,
  path: string,
): Match<R> | undefined => {
  let best: { readonly rank: string; readonly match: Match<R> } | undefined;
  for (const route of routes) {
    const found = rankOf(route.key, method, path);
    if (found && (!best || found.rank < best.rank))
      best = { rank: found.rank, match: { route, parameters: found.parameters } };
  }
  return best?.match;
};

/** A rank sorts as text: one digit a segment (0 literal, 1 variable, 2 greedy), then the method (0 exact, 1 any). */
const rankOf = (key: string, method: string, path: string) => {
  if (key === '$default') return { rank: '9', parameters: {} };
  const [wanted = '', pattern = ''] = key.split(' ');
  if (wanted !== method && wanted !== 'ANY') return undefined;

  const expected = pattern.split('/').slice(1);
  const given = path.split('/').slice(1);
  const parameters: Record<string, string> = {};
  let rank = '';
  for (const [index, segment] of expected.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(segment)?.[1];
    if (greedy) {
      const rest = given.slice(index).join('/');
      if (rest === '') return undefined;
      parameters[greedy] = rest;
      return { rank: `${rank}2${wanted === 'ANY' ? 1 : 0}`, parameters };
    }
    const value = given[index];
    const variable = /^\{(.+)\}$/.exec(segment)?.[1];
    if (value === undefined || (variable ? value === '' : value !== segment)) return undefined;
    if (variable) parameters[variable] = value;
    rank += variable ? '1' : '0';
  }
  return given.length === expected.length ? { rank: `${rank}0${wanted === 'ANY' ? 1 : 0}`, parameters } : undefined;
};
