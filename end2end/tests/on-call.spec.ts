// A password leaked: what on-call staff do on a phone, at a real PostgreSQL. A grace period must not keep the old one alive.
import type { Locator } from '@playwright/test';
import { Api, canary, expect, hydrated, signedOutPage, test, unique, watch, type Page } from './support/fixtures';
import { applications } from './support/readers';
import { managed, psql, served } from './support/targets';

/** Clicks from the sign-in to the proof, without typing. */
const CLICKS = 6;

/** A user who may replace leaked secrets, and nothing more. */
async function onCall(api: Api) {
  const [user, password] = [unique('on-call').replace('/', '-'), `Passphrase ${canary()}`];
  await api.ram('CreateUser', { UserName: user });
  await api.ram('CreateLoginProfile', { UserName: user, Password: password });
  await api.ram('AttachPolicyToUser', { PolicyType: 'System', PolicyName: 'StrongroomOnCall', UserName: user });
  return { user, password };
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

for (const [type, guarantee] of [['DoubleUsers', 'Revoke the old password at once'], ['SingleUser', 'stops working here']]) {
  test(`a leaked password of ${type} is dead and replaced within ${CLICKS} clicks on a phone`, async ({ browser, server, api }) => {
    const { user, password: old, name } = await managed(api, undefined, type);
    const staff = await onCall(api);
    expect(psql(user, old, 'SELECT 1')).toBe('1');
    expect(await served(api, name)).toBe(old);

    const page = await signedOutPage(browser, server);
    const errors = watch(page);
    await page.setViewportSize({ width: 390, height: 844 });
    let clicks = 0;
    const click = async (target: Locator) => {
      clicks += 1;
      await target.click();
    };
    await page.goto('/sign-in');
    await hydrated(page);
    await page.getByLabel('User name').fill(staff.user);
    await page.getByLabel('Password', { exact: true }).fill(staff.password);
    await click(page.getByRole('button', { name: 'Sign in' }));
    await expect(page).toHaveURL('/');
    await hydrated(page);
    await click(page.getByRole('main').getByRole('link', { name: /^Secrets/ }));
    await page.getByLabel('Find secrets').fill(name);
    await click(page.getByRole('link', { name: `Leaked? Replace ${name}` }));

    await expect(page).toHaveURL(`/secrets/leaked/${name}`);
    await expect(page.getByText(guarantee)).toBeVisible();
    await expect(page.getByRole('list', { name: 'Latest readers' })).toContainText('admin');
    expect(await fits(page)).toBe(true);
    await click(page.getByRole('button', { name: 'Replace the password now' }));

    await expect(page).toHaveURL(new RegExp(`^${server.console}/rotations/[^/]+/${name}$`));
    await expect(page.getByRole('status').filter({ hasText: 'The old password no longer works' })).toBeVisible({ timeout: 40_000 });
    expect(await fits(page)).toBe(true);
    expect(clicks).toBeLessThanOrEqual(CLICKS);

    const { AccountName, AccountPassword } = JSON.parse(await api.value(name));
    expect(AccountPassword).not.toBe(old);
    expect(psql(AccountName, AccountPassword, 'SELECT 1')).toBe('1');
    expect(psql(user, old, 'SELECT 1')).toContain('authentication failed');
    expect(await page.content()).not.toContain(AccountPassword);
    expect(errors).toEqual([]);
    await page.context().close();
    await api.ram('DetachPolicyFromUser', { PolicyType: 'System', PolicyName: 'StrongroomOnCall', UserName: staff.user });
  });
}

test('the palette and the page of a secret lead to its replacement, the list of other secrets does not', async ({ page, open, api }) => {
  const { name } = await managed(api);
  const other = unique('plain');
  await api.secret(other, ['x']);
  await open('/');
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox').fill(`leaked ${name}`);
  await page.getByRole('option', { name: `Leaked? Replace ${name}` }).click();
  await expect(page).toHaveURL(`/secrets/leaked/${name}`);
  await page.getByRole('link', { name: 'Back to the secret' }).click();
  await page.getByRole('link', { name: 'Leaked?' }).click();
  await expect(page.getByRole('button', { name: 'Replace the password now' })).toBeEnabled();
  await open(`/secrets?q=${other}`);
  await expect(page.getByRole('link', { name: other })).toBeVisible();
  await expect(page.getByRole('link', { name: /Leaked/ })).toHaveCount(0);
  await open(`/secrets/leaked/${other}`);
  await expect(page.getByRole('heading', { name: 'What to do, in order' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Store a new value' })).toBeVisible();
});

test('while a rotation waits, the page says so and offers no second one', async ({ page, open, api }) => {
  const { name } = await managed(api, 'wrong');
  await api.call('RotateSecret', { SecretName: name, VersionId: 'v2' });
  await expect.poll(async () => (await api.call('DescribeSecret', { SecretName: name })).AutomaticRotation).toBe('Invalid');
  await open(`/secrets/leaked/${name}`);
  await expect(page.getByText('Needs attention')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open this rotation' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Replace the password now' })).toHaveAttribute('aria-disabled', 'true');
});

test('a leaked value that nothing rotates is replaced by hand, and its version revoked', async ({ page, open, api, server }) => {
  const name = await api.secret(unique('plain'), ['leaked']);
  const [slow, quick] = await applications(api, server, 2);
  for (const reader of [slow, quick]) expect(await reader.value(name)).toBe('leaked');
  await open(`/secrets/leaked/${name}`);
  await expect(page.getByText('Applications read v1, stored')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Revoke/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Store a new value' }).click();
  await expect(page).toHaveURL(`/secrets/edit/${name}`);

  await api.call('PutSecretValue', { SecretName: name, VersionId: 'v2', SecretData: 'new' });
  expect(await quick.value(name)).toBe('new');
  await open(`/secrets/leaked/${name}`);
  await expect(page.getByText('Applications read v2, stored')).toBeVisible();
  await expect(page.getByRole('main').getByText('1 of 2 read the new version').first()).toBeVisible();
  await page.getByRole('button', { name: 'Revoke v1…' }).click();
  await page.getByRole('dialog', { name: 'Revoke v1?' }).getByRole('button', { name: 'Revoke v1', exact: true }).click();
  await expect(page.getByText('v1 is revoked', { exact: true })).toBeVisible();
  await expect(slow.value(name, { VersionId: 'v1' })).rejects.toThrow('Forbidden.NoPermission');
  expect(await slow.value(name)).toBe('new');
});
