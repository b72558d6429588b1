// Rotation of a managed secret from its overview, at a real PostgreSQL.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Api, expect, test, unique } from './support/fixtures';

const file = (name: string) => readFileSync(path.join(process.env.TEST_TARGETS!, name), 'utf8').trim();

/** What the database answers to an account, or the refusal. */
function psql(account: string, password: string, statement: string): string {
  const address = `host=localhost port=${file('postgresql.port')} user=${account} dbname=postgres`;
  const options = { env: { ...process.env, PGPASSWORD: password }, encoding: 'utf8' as const, stdio: 'pipe' as const };
  try {
    return execFileSync('psql', ['-qXAt', address, '-c', statement], options).trim();
  } catch (error) {
    return String((error as { stderr: string }).stderr);
  }
}

const manager = (password = file('admin.password')) => ({ ManagerName: 'admin', ManagerPassword: password });

const hex = () => randomBytes(5).toString('hex');

const reached = () => ({ Host: 'localhost', Port: file('postgresql.port'), Trust: 'ca', CaCertificates: file('ca.pem') });

/** A secret of an account at a target of its own; the target may have another password of its managing account. */
async function account(api: Api, managerPassword = file('admin.password')) {
  const [target, user, password, name] = [`db-${hex()}`, `app_${hex()}`, hex(), unique('rds')];
  const created = psql('admin', file('admin.password'), `CREATE ROLE ${user} LOGIN PASSWORD '${password}'`);
  expect(created).toBe('');
  await api.own('CreateTarget', { TargetName: target, TargetType: 'postgresql', ...reached(), ...manager(managerPassword) });
  await api.call('CreateSecret', {
    SecretName: name, VersionId: 'v1', SecretType: 'Rds', SecretData: { Accounts: [{ AccountName: user, AccountPassword: password }] },
    ExtendedConfig: { SecretSubType: 'SingleUser', DBInstanceId: target, CustomData: {} },
  });
  return { target, user, password, name };
}

const served = async (api: Api, name: string) => JSON.parse(await api.value(name)).AccountPassword as string;

test('a managed secret is rotated, and its value is not offered for editing', async ({ page, open, api }) => {
  const { user, password, name } = await account(api);
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
  const { target, user, password, name } = await account(api, 'wrong');
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
  const { target, user, password, name } = await account(api);
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
  await expect(page.getByText('Rolled back')).toBeVisible({ timeout: 40_000 });
  expect(await served(api, name)).toBe(password);
  expect(psql(user, password, 'SELECT 1')).toBe('1');
});

test('the schedule is changed, with the next dates, and a wrong period is refused beside its field', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 400/);
  const { name } = await account(api);
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
  const { name } = await account(api);
  await api.call('RotateSecret', { SecretName: name, VersionId: 'v2' });
  await expect.poll(async () => (await api.own('DescribeRotation', { SecretName: name })).Rotation, { timeout: 20_000 }).toBeUndefined();
  await open(`/secrets/rotation/${name}`);
  const row = page.getByRole('row', { name: /Done/ });
  await expect(row).toContainText('admin');
});
