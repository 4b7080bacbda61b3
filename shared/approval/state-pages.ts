import { type Html, html } from '../kernel/html.ts';
import { page } from '../reporting/page.ts';

const statePage = (heading: string, lead: string, body: Html = html``): string =>
  page({ title: `${heading} - Slipway`, heading, lead, body });

/** The same for an id that does not exist and for one that is not this person's business. */
export const notFoundPage = (): string =>
  statePage(
    'There is nothing here for you',
    'Either this page does not exist, or it concerns other people.',
    html`<p>If a mail brought you here: check that the link is complete, and that you are signed in as the person the mail was sent to.</p>`,
  );

export const methodNotAllowedPage = (): string =>
  statePage('This page takes no such request', 'Open it in a browser to see it. Nothing was changed.');

export const signedOutPage = (): string =>
  statePage(
    'You are signed out',
    'Nobody can decide in your name from this browser now.',
    html`<p><a href="/sign-in">Sign in again</a></p>`,
  );

export const signInFailedPage = (next: string): string =>
  statePage(
    'The sign-in did not work',
    'It was cancelled, took longer than ten minutes, or was begun in another browser. Nothing was changed.',
    html`<p><a href="/sign-in?next=${encodeURIComponent(next)}">Sign in again</a></p>`,
  );

export const tooManyPage = (): string =>
  statePage(
    'Too many tries',
    'You sent more than ten forms within a minute. Wait a minute, then try again. Others are not held up by this.',
  );

/** A form that was not taken. Nothing was changed; the way back is the page itself. */
export const problemPage = (text: string, requestId: string): string =>
  statePage(
    'Your decision was not taken',
    text,
    html`<p>Nothing was changed.</p><p><a href="/r/${requestId}">Back to the request</a></p>`,
  );
