// Copying: a failure is visible, and a copied secret does not stay in the clipboard.
import { canary, expect, hydrated, pasted, test, unique, type Page } from './support/fixtures';

async function copied(page: Page, api: any): Promise<string> {
  const value = canary();
  const name = await api.secret(unique(), [{ password: value }]);
  await page.goto(`/secrets/overview/${name}`);
  await hydrated(page);
  await page.getByRole('button', { name: 'Copy password' }).click();
  return value;
}

test('a copy that fails says so visibly', async ({ page, api }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('blocked', 'NotAllowedError'));
  });
  await copied(page, api);
  await expect(page.getByText('Not copied')).toBeVisible();
  await expect(page.getByText(/is cleared after/)).toHaveCount(0);
});

test('a copied secret is cleared after 45 seconds', async ({ page, api, context, browser }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.clock.install();
  const value = await copied(page, api);
  await expect(page.getByText('The clipboard is cleared after 45 s')).toBeVisible();
  await page.clock.runFor(44_000);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);
  await page.clock.runFor(2_000);
  await expect(page.getByText('The clipboard was cleared.')).toBeVisible();
  expect(await pasted(browser, page)).toBe('');
});

test('something else in the clipboard is left alone', async ({ page, api, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.clock.install();
  await copied(page, api);
  await expect(page.getByText('The clipboard is cleared after 45 s')).toBeVisible();
  await page.evaluate(() => navigator.clipboard.writeText('something else'));
  await page.clock.runFor(46_000);
  await expect(page.getByText('holds something else by now')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('something else');
});

test('where the page may not read the clipboard it says so and clears nothing', async ({ page, api }) => {
  await page.addInitScript(() => {
    (window as any).written = [];
    navigator.clipboard.writeText = (text) => Promise.resolve(void (window as any).written.push(text));
    navigator.permissions.query = () => Promise.reject(new TypeError('unknown permission'));
  });
  await page.clock.install();
  const value = await copied(page, api);
  await expect(page.getByText('does not let the page check the clipboard')).toBeVisible();
  await page.clock.runFor(60_000);
  expect(await page.evaluate(() => (window as any).written)).toEqual([value]);
});

test('text that is not secret is not cleared', async ({ page, open, api, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const name = await api.secret(unique(), ['x']);
  await page.clock.install();
  await open(`/secrets/overview/${name}`);
  await page.getByRole('button', { name: 'Copy ARN' }).click();
  await expect(page.getByText('Copied').first()).toBeAttached();
  await page.clock.runFor(60_000);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(name);
});
