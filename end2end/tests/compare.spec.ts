// Comparing two versions: differences are shown without revealing values.
import { canary, expect, row, test, unique } from './support/fixtures';

test('the comparison lists the difference of each key and reveals values on request', async ({ page, open, api }) => {
  const [old, now, same] = [canary(), canary(), canary()];
  const name = await api.secret(unique(), [{ host: same, password: old, options: 'x' }, { host: same, password: now, sslmode: 'y' }]);
  await open(`/secrets/compare/${name}`);
  for (const [key, word] of [['host', 'same'], ['password', 'changed'], ['sslmode', 'added'], ['options', 'removed']]) {
    await expect(row(page, key)).toContainText(word);
  }
  await expect(page.getByText('1 same · 1 changed · 1 added · 1 removed')).toBeVisible();
  for (const value of [old, now, same]) expect(await page.content()).not.toContain(value);
  await page.getByRole('link', { name: 'Only changed' }).click();
  await expect(row(page, 'host')).toHaveCount(0);
  await expect(page).toHaveURL(/only=changed/);
  await page.getByRole('button', { name: 'Reveal changed values' }).click();
  await expect(row(page, 'password')).toContainText(old);
  await expect(row(page, 'password')).toContainText(now);
  expect(await page.content()).not.toContain(same);
  await page.getByRole('button', { name: 'Hide values' }).click();
  await expect(row(page, 'password')).not.toContainText(old);
});

test('[ and ] step through the versions and update the URL', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['1', '2', '3', '4']);
  await open(`/secrets/compare/${name}?a=v2&b=v3`);
  await expect(page.getByRole('table', { name: 'Differences from v2 to v3' })).toBeVisible();
  await page.keyboard.press('[');
  await expect(page.getByRole('table', { name: 'Differences from v1 to v2' })).toBeVisible();
  await expect(page).toHaveURL(/a=v1&b=v2/);
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/a=v2&b=v3/);
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/a=v3&b=v4/);
  await expect(page.getByRole('table', { name: 'Differences from v3 to v4' })).toBeVisible();
  await page.getByLabel('Older version', { exact: true }).selectOption('v1');
  await expect(page.getByRole('table', { name: 'Differences from v1 to v4' })).toBeVisible();
  await page.getByRole('link', { name: 'Swap' }).click();
  await expect(page).toHaveURL(/a=v4&b=v1/);
});

test('keys pressed during a step are further steps', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['1', '2', '3', '4', '5']);
  await open(`/secrets/compare/${name}?a=v4&b=v5`);
  // No response arrives before the last key press.
  let release = () => {};
  const pressed = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/compare_secret_versions*', async (route) => {
    await pressed;
    await route.continue();
  });
  for (const key of ['[', '[', '[', '[', '[', ']']) await page.keyboard.press(key);
  await expect(page).toHaveURL(/a=v2&b=v3/);
  release();
  await expect(page.getByRole('table', { name: 'Differences from v2 to v3' })).toBeVisible();
  await page.keyboard.press('[');
  await expect(page.getByRole('table', { name: 'Differences from v1 to v2' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Step to older versions' })).toHaveAttribute('aria-disabled', 'true');
});

test('the older version can be restored as a new one', async ({ page, open, api }) => {
  const first = canary();
  const name = await api.secret(unique(), [first, 'two']);
  await open(`/secrets/compare/${name}?a=v1&b=v2`);
  await page.getByRole('button', { name: 'Restore v1 as new' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore v1', exact: true }).click();
  await expect(page.getByText('v3 is now the current version')).toBeVisible();
  expect(await api.value(name)).toBe(first);
});

test('a single version and unknown versions have a message', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 40[04]/);
  const name = await api.secret(unique(), ['one']);
  await open(`/secrets/compare/${name}`);
  await expect(page.getByText('There is only one version')).toBeVisible();
  await open(`/secrets/compare/${name}?a=v1&b=v9`);
  await expect(page.getByText(/not found/i).first()).toBeVisible();
  await open(`/secrets/compare/${name}?a=%3Cb%3E&b=v1`);
  await expect(page.locator('main b')).toHaveCount(0);
});
