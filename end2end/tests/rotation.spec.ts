// Rotation of a managed secret from its overview, at a real PostgreSQL.
import { expect, test } from './support/fixtures';
import { managed, manager, psql, reached, served } from './support/targets';

test('a managed secret is rotated, and its value is not offered for editing', async ({ page, open, api }) => {
  const { user, password, name } = await managed(api);
  await open(`/secrets/overview/${name}`);
  await expect(page.getByRole('heading', { name: 'Rotation' })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Edit/ })).toHaveCount(0);
  await page.getByText('Rotate now…').click();
  await expect(page.getByText('must read the secret again')).toBeVisible();
  await page.getByRole('button', { name: 'Rotate', exact: true }).click();
  await expect(page.getByText('Rotation started')).toBeVisible();
  await expect.poll(() => served(api, name), { timeout: 20_000 }).not.toBe(password);
  await expect(page.getByText('In progress')).toHaveCount(0, { timeout: 20_000 });
  expect(psql(user, await served(api, name), 'SELECT 1')).toBe('1');
  expect(psql(user, password, 'SELECT 1')).toContain('authentication failed');
});

test('a rotation that needs a person says why, and goes on when that is mended', async ({ page, open, api }) => {
  const { target, user, password, name } = await managed(api, 'wrong');
  await api.call('RotateSecret', { SecretName: name, VersionId: 'v2' });
  await expect.poll(async () => (await api.call('DescribeSecret', { SecretName: name })).AutomaticRotation).toBe('Invalid');
  expect(psql(user, password, 'SELECT 1'), 'readers keep what works').toBe('1');
  await open(`/secrets/overview/${name}`);
  await expect(page.getByText('Needs attention')).toBeVisible();
  await expect(page.getByText('The target refuses the managing account.')).toBeVisible();
  await api.own('UpdateTarget', { TargetName: target, ...manager() });
  await page.getByRole('link', { name: 'Open this rotation' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('The rotation goes on')).toBeVisible();
  await expect(page.getByText('Needs attention')).toHaveCount(0, { timeout: 20_000 });
  await expect.poll(() => served(api, name), { timeout: 20_000 }).not.toBe(password);
  expect(psql(user, await served(api, name), 'SELECT 1')).toBe('1');
});

test('a rotation that waits can be taken back', async ({ page, open, api }) => {
  const { target, user, password, name } = await managed(api);
  await api.own('UpdateTarget', { TargetName: target, Host: '127.0.0.1', Port: '1', Trust: 'plain', ...manager() });
  await api.call('RotateSecret', { SecretName: name, VersionId: 'v2' });
  await expect.poll(async () => (await api.own('DescribeRotation', { SecretName: name })).Rotation?.Phase).toBe('retry-wait');
  await open(`/secrets/overview/${name}`);
  await expect(page.getByText('Waiting to try again')).toBeVisible();
  await expect(page.getByText('The target cannot be reached.')).toBeVisible();
  await page.getByRole('link', { name: 'Open this rotation' }).click();
  await page.getByRole('button', { name: 'Roll back…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back', exact: true }).click();
  await expect(page.getByText('Rolling back', { exact: true }).first()).toBeVisible();
  await api.own('UpdateTarget', { TargetName: target, ...reached(), ...manager() });
  await expect(page.getByText('Rolled back', { exact: true })).toBeVisible({ timeout: 40_000 });
  expect(await served(api, name)).toBe(password);
  expect(psql(user, password, 'SELECT 1')).toBe('1');
});

test('the schedule is changed, with the next dates, and a wrong period is refused beside its field', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 400/);
  const { name } = await managed(api);
  await open(`/secrets/overview/${name}`);
  await page.getByRole('link', { name: 'History and schedule' }).click();
  await expect(page.getByText('No rotation is scheduled.')).toBeVisible();
  await page.getByLabel('Rotate automatically').check();
  await page.getByLabel('Rotate every').fill('5');
  await page.getByLabel('Unit').selectOption('hours');
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await expect(page.getByText('Must be 6 to 8760 hours.', { exact: true })).toBeVisible();
  await page.getByLabel('Rotate every').fill('7');
  await page.getByLabel('Unit').selectOption('days');
  await page.locator('#rotation-from').fill('22:00');
  await page.locator('#rotation-to').fill('04:00');
  await page.getByLabel('Offset from UTC').fill('+08:00');
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await expect(page.getByText('Schedule saved')).toBeVisible();
  await expect(page.getByText('every 7 days, between 22:00 and 04:00 UTC+08:00')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Next dates' })).toBeVisible();
  await expect(page.getByRole('list').filter({ hasText: 'UTC' }).getByRole('listitem')).toHaveCount(5);
  const described = await api.call('DescribeSecret', { SecretName: name });
  expect([described.AutomaticRotation, described.RotationInterval]).toEqual(['Enabled', '604800s']);
});

test('a finished rotation is in the history', async ({ page, open, api }) => {
  const { name } = await managed(api);
  await api.call('RotateSecret', { SecretName: name, VersionId: 'v2' });
  await expect.poll(async () => (await api.own('DescribeRotation', { SecretName: name })).Rotation, { timeout: 20_000 }).toBeUndefined();
  await open(`/secrets/rotation/${name}`);
  const row = page.getByRole('row', { name: /Done/ });
  await expect(row).toContainText('admin');
});
