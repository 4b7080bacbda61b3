/** A page as a visitor without a script sees it. */
interface Seen {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

export interface Visitor {
  get(url: string): Promise<Seen>;
  /** Sends a form to where it says, from the page it stands on. */
  submit(page: Seen, fields: Readonly<Record<string, string>>): Promise<Seen>;
}

const MOST_REDIRECTS = 12;

/** Visits pages over plain HTTP as a browser would: keeps cookies for each origin, follows redirects, names the origin of a form. */
export const httpVisitor = (): Visitor => {
  const jars = new Map<string, Map<string, string>>();

  const visit = async (
    url: string,
    init: { method: string; body?: string; from?: string },
    redirects = 0,
  ): Promise<Seen> => {
    if (redirects > MOST_REDIRECTS) throw new Error(`${url} redirects without end`);
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    const answer = await fetch(url, {
      method: init.method,
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(init.body !== undefined && {
          'content-type': 'application/x-www-form-urlencoded',
          origin: new URL(init.from ?? url).origin,
          'sec-fetch-site': 'same-origin',
        }),
      },
      ...(init.body !== undefined && { body: init.body }),
    });
    for (const cookie of answer.headers.getSetCookie()) keep(jar, cookie);
    const location = answer.headers.get('location');
    if (answer.status >= 300 && answer.status < 400 && location) {
      await answer.arrayBuffer();
      return visit(new URL(location, url).href, { method: 'GET' }, redirects + 1);
    }
    return { url, status: answer.status, text: await answer.text() };
  };

  return {
    get: (url) => visit(url, { method: 'GET' }),
    submit(page, fields) {
      const form = formWith(page, Object.keys(fields));
      const action = /^<form[^>]*\saction="([^"]+)"/.exec(form)?.[1] ?? page.url;
      const hidden = Object.fromEntries(
        [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
          name,
          unescapeHtml(value),
        ]),
      );
      const body = new URLSearchParams({ ...hidden, ...fields }).toString();
      return visit(new URL(unescapeHtml(action), page.url).href, { method: 'POST', body, from: page.url });
    },
  };
};

/** The form of the page that has all these fields: a page may also have one to sign out. */
const formWith = ({ text, url }: Seen, names: readonly string[]): string => {
  const forms = text.match(/<form\b[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((one) => names.every((name) => one.includes(`name="${name}"`)));
  if (form === undefined) throw new Error(`${url} has no form with ${names.join(', ')}`);
  return form;
};

const keep = (jar: Map<string, string>, cookie: string): void => {
  const [pair = '', ...attributes] = cookie.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  const gone = attributes.some(
    (attribute) => /^\s*max-age=0\s*$/i.test(attribute) || /^\s*expires=Thu, 01 Jan 1970/i.test(attribute),
  );
  if (gone) jar.delete(name);
  else jar.set(name, pair.slice(at + 1).trim());
};

const unescapeHtml = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
