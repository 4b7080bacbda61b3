import { type Html, html } from '../kernel/html.ts';
import { type RefusalCode, refusals } from './decision.ts';

export interface FormContent {
  readonly requestId: string;
  readonly model: string;
  readonly csrf: string;
  readonly shown: string;
  /** What was typed before, when the form comes back. */
  readonly comment: string;
  readonly problem?: RefusalCode;
}

/**
 * The form of a decision. No field has the focus, and the first button is disabled on purpose: pressing Enter in a field
 * uses the first button of a form, and nobody shall approve by a stray Enter (A-07).
 */
export const decisionForm = ({ requestId, model, csrf, shown, comment, problem }: FormContent): Html =>
  html`<form class="decide" id="decide" method="post" action="/r/${requestId}"><h2>Your decision</h2>
${problem && html`<p class="bad"><b>Not taken.</b> ${refusals[problem].text}</p>`}<button type="submit" disabled hidden></button><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="shown" value="${shown}">
<label for="name">Type the model's name to approve <small>${model}</small></label><input id="name" name="name" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="200"${invalid(problem === 'name-differs')}>
<label for="comment">Reason <small>needed to decline, kept in the record, told to the team</small></label><textarea id="comment" name="comment" rows="3" maxlength="2000"${invalid(problem === 'comment-needed')}>${comment}</textarea>
<div class="buttons"><button class="primary" name="decision" value="approve">Approve</button><button name="decision" value="decline">Decline</button></div></form>`;

const invalid = (is: boolean): Html | string => (is ? html` aria-invalid="true"` : '');

/** A decision needs a fresh sign-in: somebody else may sit at the desk by now (A-03). */
export const signInAgain = (requestId: string): Html =>
  html`<section class="decide" id="decide"><h2>Sign in again to decide</h2>
<p>You signed in a while ago. For a decision, Slipway asks you to show once more that it is you; then this page comes back with the form.</p>
<p><a href="/sign-in?next=${encodeURIComponent(`/r/${requestId}`)}"><b>Sign in again</b></a></p></section>`;
