import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMachine } from '../../infra/cli/commands/run-machine.ts';
import { waitForMail } from '../../infra/demo/approver.ts';
import { nextSecond } from '../../infra/demo/story.ts';
import { sendTraffic } from '../../infra/demo/traffic.ts';
import { verifyRecord } from '../../infra/demo/verify-record.ts';
import { productionEndpoint } from '../../shared/deployment/names.ts';
import type { VersionId } from '../../shared/registry/schema.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { openWorld, recordsOf, send, until, versionOf, type World } from './journey.ts';

const CARE = { team: 'benefits', model: 'care-demand' };
const without = chromiumPath === undefined;

let world: World;
let browser: Browser;
let id: VersionId;
beforeAll(async () => {
  if (without) return;
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
  id = await send(world, 'care-demand');
  await until(world, id, 'model.awaiting-approval');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

describe.skipIf(without)(`in a browser${without ? ': no Chromium on this machine' : ''}`, { timeout: 60_000 }, () => {
  it('a visitor with scripts who submits every form in reach, but does not sign in, changes nothing (X-02)', async () => {
    const link = await linkInMail();
    const before = await stateOf(id);
    const context = await browser.newContext();
    const page = await context.newPage();
    let sent = 0;
    for (const address of [link, world.outputs.SiteUrl, `${world.outputs.SiteUrl}/signed-in?code=x&state=y`]) {
      await page.goto(address);
      const forms = await page.locator('form').count();
      for (let nth = 0; nth < forms; nth++) {
        await page.goto(address);
        // The form as it stands: nobody is chosen at the sign-in.
        await Promise.all([page.waitForEvent('framenavigated'), page.evaluate(submit(nth))]);
        await page.waitForLoadState();
        sent += 1;
      }
    }
    expect(sent).toBeGreaterThan(0);

    await page.goto(`${world.outputs.SiteUrl}/signed-in?code=x&state=y`);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.waitForEvent('framenavigated'),
      page.evaluate(forge(link, CARE.model)),
    ]);
    await page.waitForLoadState();
    expect(answer.status()).toBe(401);
    expect(await words(page)).toContain('not signed in');

    await page.goto(link);
    expect(await page.title()).toBe('Who are you today?');
    expect(await stateOf(id)).toEqual(before);
    await context.close();
  });

  it('Rosa comes from her mail to a decision, and on to the live, watched model, without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();

    await page.goto(world.mailbox);
    await page.getByRole('link', { name: 'care-demand 1.0.0 asks to go live: please decide' }).click();
    expect(await words(page)).toContain('rosa@example.com');
    await page.locator('pre a').click();

    expect(await heading(page)).toBe('Who are you today?');
    await page.getByRole('button', { name: 'Sign in as Rosa' }).click();

    expect(await heading(page)).toBe('care-demand 1.0.0 asks to go live');
    const evidence = await words(page);
    for (const seen of ['signed in as Rosa Klein', 'medium risk', 'Still needed: 1 person of model-risk', '0.795'])
      expect(evidence).toContain(seen);
    for (const gate of ['AUC', 'Decisions by physical_limitation', 'Slowest 1 % of answers'])
      await page.getByRole('row', { name: gate }).first().waitFor();
    expect(await page.locator('svg[role=img]').count()).toBe(await page.locator('svg[aria-label]').count());

    await page.getByLabel('Reason').fill('The evidence is sound.');
    await page.getByRole('button', { name: 'Approve' }).click();
    expect(await words(page)).toContain('Not taken. To approve, type the model');
    expect(await page.getByLabel('Reason').inputValue()).toBe('The evidence is sound.');
    await page.getByLabel('Type the model').fill('care-demand');
    await page.getByRole('button', { name: 'Approve' }).click();

    expect(await heading(page)).toBe('care-demand 1.0.0 was approved');
    expect(await words(page)).toContain('Rosa Klein approved it on');
    await until(world, id, 'model.live');
    await page.reload();
    expect(await words(page)).toContain('Exactly these bytes are live.');

    await driftCheck();
    await page.getByRole('link', { name: 'Slipway' }).click();
    expect(await heading(page)).toBe('What runs, and how it is');
    expect(await words(page)).toContain('1 model is live; 1 model sees other traffic than it was released on.');

    await page.getByRole('link', { name: 'benefits/care-demand' }).click();
    const model = await words(page);
    for (const seen of [
      'Version 1.0.0 is live.',
      'approved by Rosa Klein',
      'The evidence is sound.',
      'monitor: verdict',
    ])
      expect(model).toContain(seen);

    await page.getByRole('link', { name: 'The last report' }).click();
    expect(await heading(page)).toBe('care-demand is asked other questions than it was released for');
    expect(await words(page)).toContain('spending_limit_dollars drifted');

    await page.goto(world.dashboard);
    const dashboard = await words(page);
    for (const seen of ['Models live', 'started 1', 'live 1', 'drifted 1']) expect(dashboard).toContain(seen);
    await page.getByRole('link', { name: 'Alarms' }).click();
    expect(await words(page)).toContain('Slipway drift: found');
    await verifyRecord(world.outputs);
    await context.close();
  });

  it('a mistyped address meets a page, with the same protection as any other', async () => {
    const answer = await fetch(`${world.outputs.SiteUrl}/modles/benefits`);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is nothing here for you');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
  });

  it('pages fit a phone: nothing is wider than the screen', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(await linkInMail());
    await page.getByRole('button', { name: 'Sign in as Rosa' }).click();
    const site = world.outputs.SiteUrl;
    const model = `${site}/models/benefits/care-demand`;
    await page.goto(model);
    const report = new URL((await page.getByRole('link', { name: 'The last report' }).getAttribute('href')) ?? '', site)
      .href;
    for (const address of [page.url(), site, model, report, world.mailbox, world.dashboard]) {
      await page.goto(address);
      expect({ address, wide: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
        address,
        wide: 360,
      });
    }
    await context.close();
  });
});

const linkInMail = async (): Promise<string> => {
  const { text } = await waitForMail(world.mailbox, 'rosa@example.com', 'care-demand 1.0.0');
  return /http:\/\/\S+\/r\/[\w-]{22}/.exec(text)?.[0] ?? '';
};

const heading = async (page: Page): Promise<string> => (await page.locator('h1').allInnerTexts()).join();
const words = async (page: Page): Promise<string> =>
  (await page.locator('body').allInnerTexts()).join().replace(/\s+/g, ' ');

/** What a visitor could have changed: where the version stands, and what is on record. */
const stateOf = async (version: VersionId) => ({
  version: await versionOf(world, version),
  records: await recordsOf(world, version),
});

/** A script for the browser: sends a form past every check that its button would make. */
const submit = (nth: number): string => `HTMLFormElement.prototype.submit.call(document.forms[${nth}])`;

/** A script for the browser: a form of the visitor's own, with all that a decision needs except a sign-in. */
const forge = (action: string, name: string): string => `{
  const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(action)} });
  const fields = { csrf: 'x', shown: 'x', name: ${JSON.stringify(name)}, comment: '', decision: 'approve' };
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement('input'), { name, value }));
  document.body.append(form);
  form.submit();
}`;

/** Real rows of another population, and the check of exactly the window in which they were sent. */
const driftCheck = async (): Promise<void> => {
  const from = (await nextSecond()).toISOString();
  await sendTraffic(productionEndpoint(CARE), 'examples/care-demand', 'drifted.csv', 8);
  const to = (await nextSecond()).toISOString();
  await pause(2500);
  const { output } = await runMachine(world.outputs.MonitorMachineArn, { ...CARE, window: { from, to } });
  expect(output).toMatchObject({ verdict: 'drifted' });
};
