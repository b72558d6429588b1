// Every page in both themes and on a phone: no serious accessibility violation, nothing wider than the screen.
import AxeBuilder from '@axe-core/playwright';
import { expect, hydrated, signedOutPage, test, type Page } from './support/fixtures';
import { everyPage } from './support/pages';

const EVERY_RULE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What can differ in another theme or on a narrower screen. */
const RULES_OF_APPEARANCE = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable', 'button-name', 'link-name', 'label'];

async function violations(page: Page, what: string): Promise<string[]> {
  // No page has frames, for whose results axe would open another page each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const everything = test.info().project.name === 'desktop-light';
  const found = await (everything ? axe.withTags(EVERY_RULE) : axe.withRules(RULES_OF_APPEARANCE)).analyze();
  return found.violations
    .filter((violation) => ['serious', 'critical'].includes(violation.impact ?? ''))
    .flatMap((violation) => violation.nodes.map((node) => `${what}: ${violation.id} (${violation.impact}) ${node.target.join(' ')}: ${node.any[0]?.message ?? violation.help}`));
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('every page is accessible and fits the screen', async ({ page, api, expectErrors }) => {
  test.setTimeout(480_000);
  expectErrors(/status of 404/);
  const problems: string[] = [];
  for (const [what, path] of await everyPage(api)) {
    await page.goto(path);
    if (!/not-found|sealed/.test(what)) await hydrated(page);
    problems.push(...(await violations(page, what)));
    const wider = await overflow(page);
    if (wider > 0) problems.push(`${what}: ${wider} px wider than the screen`);
    const headings = await page.locator('h1').count();
    if (headings !== 1) problems.push(`${what}: ${headings} main headings`);
    if (!(await page.title())) problems.push(`${what}: no title`);
  }
  expect(problems).toEqual([]);
});

test('the sign-in form is accessible', async ({ browser, server }) => {
  const page = await signedOutPage(browser, server);
  await page.goto('/sign-in?next=%2Faudit');
  await hydrated(page);
  const problems = await violations(page, 'sign-in');
  await page.context().close();
  expect(problems).toEqual([]);
});

test('open menus and dialogs are accessible', async ({ page, open, api }) => {
  await everyPage(api);
  const problems: string[] = [];
  const look = async (what: string) => problems.push(...(await violations(page, what)));
  await open('/secrets/overview/payments/ledger-db');
  await page.locator('summary', { hasText: 'Copy as…' }).click();
  await look('copy menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reveal password' }).click();
  await expect(page.locator('[data-revealed]')).toBeVisible();
  await look('revealed value');
  await page.keyboard.press('Control+k');
  await look('palette');
  await page.keyboard.press('Escape');
  await open('/secrets/versions/payments/ledger-db');
  await page.locator('tbody summary').first().click();
  await look('version menu');
  await open('/users');
  await page.getByRole('button', { name: 'New user' }).click();
  await look('new user');
  await open('/secrets');
  await page.getByLabel('Select payments/ledger-db').check();
  await look('selection');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await look('tag dialog');
  await open('/audit');
  await page.getByRole('table', { name: 'Events' }).locator('summary').first().click();
  await page.locator('summary', { hasText: 'Most frequent values' }).click();
  await look('audit details');
  expect(problems).toEqual([]);
});
