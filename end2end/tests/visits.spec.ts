// Steps from page to page: the heading gets the focus, Back returns to where the page was, shortcuts can be switched off.
import { expect, hydrated, test, unique } from './support/fixtures';

test('every step within the console moves the focus to the heading', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x', 'y']);
  await open('/');
  const focused = (heading: string | RegExp) => expect(page.getByRole('heading', { level: 1, name: heading })).toBeFocused();
  for (const [link, heading] of [['Secrets', 'Secrets'], ['Audit', 'Audit'], ['Users', 'Users'], ['Policies', 'Policies'], ['Keys', 'Keys'], ['Settings', 'Settings']]) {
    await page.getByRole('navigation').getByRole('link', { name: link }).first().click();
    await focused(heading);
  }
  await page.goto(`/secrets/overview/${name}`);
  await hydrated(page);
  for (const tab of ['Versions', 'Connect', 'Access']) {
    await page.getByRole('navigation', { name: 'About this secret' }).getByRole('link', { name: tab }).click();
    await expect(page).toHaveURL(new RegExp(`/secrets/${tab.toLowerCase()}/`));
    await focused(new RegExp(name.split('/')[1]));
  }
  await page.goBack();
  await expect(page).toHaveURL(/connect/);
  await focused(new RegExp(name.split('/')[1]));
});

test('typing in a filter keeps the focus in the field', async ({ page, open }) => {
  await open('/secrets');
  await page.getByLabel('Find secrets').fill('nothing-of-this-name');
  await expect(page.getByText('No secrets match these filters')).toBeVisible();
  await expect(page.getByLabel('Find secrets')).toBeFocused();
});

test('Back returns to where the page was scrolled to', async ({ page, open, api }) => {
  test.setTimeout(120_000);
  const prefix = unique('scroll');
  for (let n = 0; n < 40; n++) await api.secret(`${prefix}-${n}`, ['x']);
  await open(`/secrets?q=${encodeURIComponent(prefix)}`);
  const row = page.getByRole('link', { name: new RegExp(`${prefix.split('/')[1]}-39$`) });
  await row.scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollTo(0, 900));
  await page.waitForTimeout(100); // the scroll event is delivered with the next frame
  await page.getByRole('link', { name: new RegExp(`${prefix.split('/')[1]}-30$`) }).click();
  await expect(page).toHaveURL(/overview/);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(800);
});

test('shortcuts of a single key can be switched off in this browser', async ({ page, open }) => {
  await open('/account');
  await page.getByRole('switch', { name: 'Shortcuts of a single key' }).or(page.getByLabel('Shortcuts of a single key')).first().uncheck();
  await open('/');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden();
  await expect(page).toHaveURL('/');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Search or jump to' })).toBeVisible();
  await page.keyboard.press('Escape');
  await open('/account');
  await page.getByLabel('Shortcuts of a single key').check();
  await page.locator('h1').click();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page).toHaveURL('/secrets');
});
