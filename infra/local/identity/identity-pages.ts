import { escapeHtml, page } from '../pages/page.ts';
import type { Persona } from './persona.ts';

const rehearsal = "This is the rehearsal's identity provider. On AWS your own takes its place.";
const frame = (title: string, lead: string, body: string) => page({ title, lead, body, section: 'Sign-in' });

/** The page on which one chooses whom to be. A script may post the same form: field `persona`, value the subject. */
export const signInPage = (personas: readonly Persona[], action: string, application: string): string =>
  frame(
    'Who are you today?',
    rehearsal,
    `<p class="quiet">The application ${escapeHtml(application)} asks you to sign in. There is no password here: choose a person. The sign-in then counts as one with a password and a second factor, so that every later check runs as it would in production.</p>
<form method="post" action="${escapeHtml(action)}"><ul class="people">${personas.map(personaRow).join('')}</ul></form>`,
  );

const personaRow = ({ subject, name, email, groups, title }: Persona): string =>
  `<li><div><b>${escapeHtml(name)}</b>, ${escapeHtml(title)}<br><span class="quiet">${escapeHtml(email)}${groups.length > 0 ? ` · ${groups.map(escapeHtml).join(', ')}` : ''}</span></div>
<button name="persona" value="${escapeHtml(subject)}">Sign in as ${escapeHtml(name.split(' ')[0] ?? name)}</button></li>`;

export const homePage = (issuer: string, personas: readonly Persona[]): string =>
  frame(
    'The identity provider is running',
    rehearsal,
    `<p>Applications find it by its issuer, <code>${escapeHtml(issuer)}</code>, and send people here to sign in. These can: ${personas
      .map(({ name, title }) => `${escapeHtml(name)} (${escapeHtml(title)})`)
      .join(', ')}.</p>`,
  );

export const signInGonePage = (): string =>
  frame(
    'This sign-in is over',
    'It was finished already, or it waited for more than an hour. Go back to the page that you wanted and start again.',
    '',
  );

/** `form` is the provider's own, with the id `op.logoutForm`. */
export const signOutPage = (form: string): string =>
  frame(
    'Sign out?',
    'You leave the session at the identity provider.',
    `${form}<div class="buttons"><button class="primary" type="submit" form="op.logoutForm" value="yes" name="logout">Sign out</button><button type="submit" form="op.logoutForm">Stay signed in</button></div>`,
  );

export const signedOutPage = (): string => frame('You are signed out', 'You may close this page.', '');

export const errorPage = ({ error, error_description }: { error: string; error_description?: string }): string =>
  frame(
    'The sign-in could not go on',
    error_description
      ? `The application's request was refused: ${error_description}.`
      : "The application's request was refused.",
    `<p class="quiet">Go back and start again. When it stays so, the application and this provider disagree about the request: <code>${escapeHtml(error)}</code>.</p>`,
  );
