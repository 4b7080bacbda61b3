import { escapeHtml, page } from '../pages/page.ts';
import type { Reply } from '../service.ts';
import { addressIn, type Mail, recipientsOf } from './mail.ts';

const SECTION = 'Mailbox of the local cloud';

/** Nothing that a mail brings may run, load or reach out; the style of a mail is its own. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'";

const html = (body: string, status = 200): Reply => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  },
  body,
});

const instant = (at: string): string => {
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
  return `<time datetime="${escapeHtml(at)}">${escapeHtml(words.format(new Date(at)))} UTC</time>`;
};

const pathOf = ({ id }: Mail): string => `/_local/mail/${encodeURIComponent(id)}`;

const row = (mail: Mail): string =>
  `<tr><td>${recipientsOf(mail).map(escapeHtml).join('<br>')}</td>
<td class="first"><a href="${pathOf(mail)}">${escapeHtml(mail.subject || '(no subject)')}</a></td><td>${instant(mail.at)}</td></tr>`;

/** Many mails to the same person in a row, such as every alarm's first word, fold into one line that opens. */
const rows = (shown: readonly Mail[]): string => {
  const runs: Mail[][] = [];
  for (const mail of shown) {
    const before = runs.at(-1);
    if (before?.[0] && recipientsOf(before[0]).join() === recipientsOf(mail).join()) before.push(mail);
    else runs.push([mail]);
  }
  return runs.map((run) => (run.length > LONGEST_RUN ? folded(run) : run.map(row).join('\n'))).join('\n');
};

const LONGEST_RUN = 5;

const folded = (run: readonly Mail[]): string => {
  const [newest] = run;
  if (!newest) return '';
  const links = run.map(
    (mail) =>
      `<li><a href="${pathOf(mail)}">${escapeHtml(mail.subject || '(no subject)')}</a> ${instant(mail.at)}</li>`,
  );
  return `<tr><td>${recipientsOf(newest).map(escapeHtml).join('<br>')}</td>
<td class="first"><details class="run"><summary>${run.length} mails, the newest: ${escapeHtml(newest.subject || '(no subject)')}</summary><ul>${links.join('')}</ul></details></td><td>${instant(newest.at)}</td></tr>`;
};

const filter = (all: readonly Mail[], to: string): string => {
  const known = new Set(all.flatMap(recipientsOf).map((recipient) => addressIn(recipient) ?? recipient));
  const options = [...known].sort().map((address) => `<option value="${escapeHtml(address)}">`);
  return `<form method="get" action="/_local/mail"><label for="to">Mails to</label>
<input id="to" name="to" type="email" list="recipients" placeholder="everybody" value="${escapeHtml(to)}">
<datalist id="recipients">${options.join('')}</datalist>
<div class="buttons"><button>Show</button></div></form>`;
};

const count = (mails: readonly Mail[]): string => (mails.length === 1 ? 'One mail' : `${mails.length} mails`);

/** The list of mails, newest first; `to` is the recipient to whom it is confined, or empty. */
export const listPage = (all: readonly Mail[], shown: readonly Mail[], to: string): Reply => {
  if (all.length === 0)
    return html(
      page({
        title: 'No mail yet',
        lead: 'What Slipway writes to people arrives here instead of in their mailboxes: no mail leaves this machine.',
        body: '<p class="quiet">This page looks again every few seconds.</p>',
        section: SECTION,
        refreshSeconds: 3,
      }),
    );
  const [newest] = shown;
  const lead = newest
    ? `${count(shown)}${to ? ` to ${to}` : ''}. The newest: “${newest.subject}”.`
    : `Nothing was sent to ${to} yet. ${count(all)} went to others.`;
  const table = `<table class="rows"><thead><tr><th scope="col">To</th><th scope="col">Subject</th><th scope="col">When</th></tr></thead>
<tbody>${to ? shown.map(row).join('\n') : rows(shown)}</tbody></table>`;
  const everybody = to ? '<p><a href="/_local/mail">Show the mails to everybody</a></p>' : '';
  const body = `${newest ? table : ''}${everybody}${filter(all, to)}`;
  return html(page({ title: 'Mailbox', lead, body, section: SECTION }));
};

const fact = (term: string, values: readonly string[]): string =>
  values.length === 0 ? '' : `<div><dt>${term}</dt><dd>${values.map(escapeHtml).join('<br>')}</dd></div>`;

/** Links of a mail open in place of this page; the mail itself can neither run scripts nor send forms. */
const framed = (content: string): string =>
  `<section><h2>As HTML</h2><iframe class="mail" title="The mail as HTML" referrerpolicy="no-referrer"
sandbox="allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"
srcdoc="${escapeHtml(`<base target="_top">${content}`)}"></iframe></section>`;

/** One mail: its HTML part, and its plain text beside it. */
export const mailPage = (mail: Mail): Reply => {
  const attachments = mail.attachments.map(
    ({ fileName }, index) => `<li><a href="${pathOf(mail)}/attachments/${index}">${escapeHtml(fileName)}</a></li>`,
  );
  const none = '<p class="quiet">This mail has no such part.</p>';
  const body = `<dl class="facts">${fact('From', [mail.from])}${fact('To', mail.to)}${fact('Copy to', mail.cc)}${fact('Hidden copy to', mail.bcc)}${fact('Answers go to', mail.replyTo)}
<div><dt>Sent</dt><dd>${instant(mail.at)}</dd></div></dl>
<div class="beside">${mail.html === undefined ? `<section><h2>As HTML</h2>${none}</section>` : framed(mail.html)}
<section><h2>As plain text</h2>${mail.text === undefined ? none : `<pre class="mail">${linked(mail.text)}</pre>`}</section></div>
${attachments.length > 0 ? `<h2>Attachments</h2><ul>${attachments.join('')}</ul>` : ''}
<p><a href="/_local/mail">All mails</a></p>`;
  return html(page({ title: mail.subject || '(no subject)', body, section: SECTION }));
};

/** Plain text with its web addresses as links, as mail programs show it. */
const linked = (text: string): string =>
  text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((piece, index) => {
      const shown = escapeHtml(piece);
      return index % 2 === 1 ? `<a href="${shown}">${shown}</a>` : shown;
    })
    .join('');

export const missingPage = (): Reply =>
  html(
    page({
      title: 'There is no such mail',
      lead: 'It may belong to a local cloud that was started afresh since.',
      body: '<p><a href="/_local/mail">All mails</a></p>',
      section: SECTION,
    }),
    404,
  );
