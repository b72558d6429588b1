// Takes a screenshot of every page for review: end2end/screens/<page>-<project>.png. Set SCREENS=1.
import path from 'node:path';
import { hydrated, signedOutPage, test } from './support/fixtures';
import { everyPage } from './support/pages';
import { here } from './support/server';

test.skip(!process.env.SCREENS, 'set SCREENS=1 to take screenshots');

test('screenshots of every page', async ({ page, api, expectErrors, browser, server }, info) => {
  test.setTimeout(240_000);
  expectErrors(/status of 404/);
  const file = (what: string) => path.join(here, 'screens', `${what}-${info.project.name}.png`);
  for (const [what, address] of await everyPage(api)) {
    await page.goto(address);
    if (!/not-found|sealed/.test(what)) await hydrated(page);
    await page.screenshot({ path: file(what), fullPage: true, animations: 'disabled' });
  }
  const visitor = await signedOutPage(browser, server);
  await visitor.goto('/sign-in');
  await hydrated(visitor);
  await visitor.screenshot({ path: file('sign-in'), animations: 'disabled' });
  await visitor.context().close();

  await page.goto('/secrets/overview/payments/ledger-db');
  await hydrated(page);
  await page.getByRole('button', { name: 'Reveal password' }).click();
  await page.locator('[data-revealed]').waitFor();
  await page.screenshot({ path: file('overview-revealed'), animations: 'disabled' });
  await page.keyboard.press('Control+k');
  await page.screenshot({ path: file('palette'), animations: 'disabled' });
  await page.goto('/secrets');
  await hydrated(page);
  await page.getByLabel('Select payments/ledger-db').check();
  await page.screenshot({ path: file('secrets-selected'), animations: 'disabled' });
  await page.goto('/policies/Custom/payments-read');
  await hydrated(page);
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('dialog').waitFor();
  await page.screenshot({ path: file('policy-attach'), animations: 'disabled' });
});
