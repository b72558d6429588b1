// Two versions side by side: what differs is known without showing anything.
import { canary, expect, row, test, unique } from './support/fixtures';

test('says per key what differs, masked until asked', async ({ page, open, api }) => {
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

test('[ and ] step through the versions, the address follows', async ({ page, open, api }) => {
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
  await page.getByLabel('Older version', { exact: true }).selectOption('v1');
  await expect(page.getByRole('table', { name: 'Differences from v1 to v4' })).toBeVisible();
  await page.getByRole('link', { name: 'Swap' }).click();
  await expect(page).toHaveURL(/a=v4&b=v1/);
});

test('keys pressed while a step is under way are steps too', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['1', '2', '3', '4', '5']);
  await open(`/secrets/compare/${name}?a=v4&b=v5`);
  // No answer comes before the last key was pressed.
  let answer = () => {};
  const pressed = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/compare_secret_versions*', async (route) => {
    await pressed;
    await route.continue();
  });
  for (const key of ['[', '[', '[', '[', '[', ']']) await page.keyboard.press(key);
  await expect(page).toHaveURL(/a=v2&b=v3/);
  answer();
  await expect(page.getByRole('table', { name: 'Differences from v2 to v3' })).toBeVisible();
  await page.keyboard.press('[');
  await expect(page.getByRole('table', { name: 'Differences from v1 to v2' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Step to older versions' })).toHaveAttribute('aria-disabled', 'true');
});

test('restores the older one as new', async ({ page, open, api }) => {
  const first = canary();
  const name = await api.secret(unique(), [first, 'two']);
  await open(`/secrets/compare/${name}?a=v1&b=v2`);
  await page.getByRole('button', { name: 'Restore v1 as new' }).click();
  await expect(page.getByText('v3 is now the current version')).toBeVisible();
  expect(await api.value(name)).toBe(first);
});

test('one version alone, and versions that are not there', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 40[04]/);
  const name = await api.secret(unique(), ['one']);
  await open(`/secrets/compare/${name}`);
  await expect(page.getByText('There is only one version')).toBeVisible();
  await open(`/secrets/compare/${name}?a=v1&b=v9`);
  await expect(page.getByText(/not found/i).first()).toBeVisible();
  await open(`/secrets/compare/${name}?a=%3Cb%3E&b=v1`);
  await expect(page.locator('main b')).toHaveCount(0);
});
