import { LONGEST_BODY, readForm } from '../../shared/approval/form.ts';
import type { Session } from '../../shared/approval/ports.ts';
import { csrfMatches, isSameSite } from '../../shared/approval/session.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';

type Fields = NonNullable<ReturnType<typeof readForm>>;

/** Why a form is not looked at. `http` is the status. */
interface FormProblem {
  readonly kind: 'refused';
  readonly http: 400 | 401 | 403 | 413 | 415;
  readonly code: string;
  readonly text: string;
}

export type CheckedForm = { readonly kind: 'sound'; readonly session: Session; readonly fields: Fields } | FormProblem;

/** Headers, size, session, form token and fields, in this order; nothing of the request is looked up before. */
export const checkForm = (
  { headers, body, bodyBytes }: HttpRequest,
  requestId: string,
  session: Session | undefined,
  siteUrl: string,
): CheckedForm => {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded' || headers['content-encoding'] !== undefined)
    return refused(415, 'not-a-form', 'Decisions are taken from the form on the page only.');
  if (!isSameSite(headers, siteUrl))
    return refused(
      403,
      'cross-site',
      'This form did not come from the approval page. Open the link in your mail again.',
    );
  if (bodyBytes > LONGEST_BODY)
    return refused(413, 'too-large', 'The comment is too long. 2,000 characters are enough.');
  if (session === undefined)
    return refused(401, 'signed-out', 'You are not signed in any more, so nothing was decided.');
  if (body === undefined) return refused(400, 'not-utf8', 'The form could not be read.');
  const tokens = new URLSearchParams(body).getAll('csrf');
  if (tokens.length !== 1 || !csrfMatches(session, requestId, tokens[0] ?? ''))
    return refused(403, 'form-token', 'This form is from another sign-in. Open the page again, then decide.');
  const fields = readForm(body);
  return fields ? { kind: 'sound', session, fields } : refused(400, 'bad-form', 'The form could not be read.');
};

const refused = (http: FormProblem['http'], code: string, text: string): FormProblem => ({
  kind: 'refused',
  http,
  code,
  text,
});
