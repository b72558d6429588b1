// Without JavaScript: pages can be read and forms work.
import { canary, expect, rowOf, test, unique, type Page } from './support/fixtures';
import { psql, role, served, target } from './support/targets';

test.use({ signedIn: false });

async function signIn(page: Page, user: string, password: string) {
  await page.goto('/sign-in');
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test.describe('signed in', () => {
  test.beforeEach(async ({ page, server }) => {
    await signIn(page, server.admin_user, server.admin_password);
    await expect(page).toHaveURL(`${server.console}/`);
  });

  test('a secret can be created, viewed, edited and deleted', async ({ page, api }) => {
    const [name, first, second] = [unique('plain'), canary(), canary()];
    await page.goto('/secrets/new');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Name of key 1').fill('host');
    await page.getByLabel('value of key 1', { exact: true }).fill('db.internal');
    await page.getByLabel('Name of key 2').fill('password');
    await page.getByLabel('value of key 2', { exact: true }).fill(first);
    await page.getByLabel('Key of tag 1').fill('env');
    await page.getByLabel('Value of tag 1').fill('test');
    await page.getByRole('button', { name: 'Create secret' }).click();
    await expect(page).toHaveURL(`/secrets/overview/${name}`);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(page.getByText('v1 is current')).toBeVisible();
    expect(await page.content()).not.toContain(first);
    expect(JSON.parse(await api.value(name))).toEqual({ host: 'db.internal', password: first });

    await page.getByRole('link', { name: 'Edit', exact: true }).first().click();
    await page.getByLabel(/^new value of password/).fill(second);
    await page.getByRole('button', { name: 'Save new version' }).click();
    await expect(page).toHaveURL(`/secrets/versions/${name}`);
    await expect(rowOf(page, 'v2')).toContainText('ACSCurrent');
    expect(JSON.parse(await api.value(name))).toEqual({ host: 'db.internal', password: second });

    await page.goto(`/secrets/compare/${name}`);
    await expect(page.getByRole('row').filter({ hasText: 'password' })).toContainText('changed');

    await page.goto(`/secrets/overview/${name}`);
    await page.locator('summary', { hasText: 'Delete this secret' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.goto(`/secrets/overview/${name}`);
    await expect(page.getByText('Being deleted')).toBeVisible();
    await page.getByRole('button', { name: 'Restore' }).click();
    expect(JSON.parse(await api.value(name)).password).toBe(second);
  });

  test('a credential that rotates can be created, and replaced after a leak', async ({ page, api }) => {
    const [at, { user, password }, name] = [await target(api), role(), unique('plain')];
    await page.goto(`/secrets/new/managed?target=${at}`);
    await page.getByRole('radio', { name: 'One account gets a new password' }).check();
    await page.getByRole('textbox', { name: 'Account', exact: true }).fill(user);
    await page.getByLabel(/^Current password/).fill(password);
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Create secret' }).click();
    await expect(page).toHaveURL(`/secrets/rotation/${name}`);
    expect(await page.content()).not.toContain(password);
    expect(await served(api, name)).toBe(password);
    await page.getByRole('link', { name: 'Leaked?' }).click();
    await page.getByRole('button', { name: 'Replace the password now' }).click();
    await expect(page).toHaveURL(new RegExp(`/rotations/[^/]+/${name}$`));
    await expect.poll(() => served(api, name), { timeout: 20_000 }).not.toBe(password);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText('The old password no longer works')).toBeVisible();
    }).toPass({ timeout: 20_000 });
    expect(psql(user, password, 'SELECT 1')).toContain('authentication failed');
  });

  test('an invalid form is shown again with the reason', async ({ page, api }) => {
    const name = await api.secret(unique(), ['x']);
    await page.goto('/secrets/new');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Name of key 1').fill('a');
    await page.getByLabel('value of key 1', { exact: true }).fill('b');
    await page.getByRole('button', { name: 'Create secret' }).click();
    await expect(page.getByText(/exists already/)).toBeVisible();
    expect(await api.value(name)).toBe('x');
  });

  test('secrets can be searched, filtered and sorted, and the audit trail can be read', async ({ page, api }) => {
    const name = await api.secret(unique('plain'), ['x'], { Tags: [{ TagKey: 'env', TagValue: 'test' }] });
    await page.goto('/secrets');
    await page.getByLabel('Find secrets').fill(name);
    await page.getByLabel('Find secrets').press('Enter');
    await expect(page.getByText('1 secret matches the filters')).toBeVisible();
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
    await expect(page).toHaveURL(/sort=name-down/);
    await page.getByRole('link', { name: new RegExp(name.split('/')[1]) }).first().click();
    await expect(page).toHaveURL(`/secrets/overview/${name}`);
    await page.goto(`/audit?secret=${encodeURIComponent(name)}&range=1h`);
    await expect(page.getByRole('row').filter({ hasText: 'CreateSecret' })).toBeVisible();
    await page.getByRole('row').filter({ hasText: 'CreateSecret' }).locator('summary').click();
    await expect(page.getByText('Position in the chain').filter({ visible: true })).toHaveCount(1);
  });

  test('a target can be created, edited and deleted, and a rotation given up', async ({ page, api }) => {
    const name = unique('plain').replace('/', '-');
    await page.goto('/targets/new');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Kind').selectOption('Redis');
    await page.locator('#target-host').fill('cache.internal');
    await page.getByRole('radio', { name: 'No TLS' }).check();
    await page.getByLabel(/^Account/).fill('manager');
    await page.getByLabel(/^Password/).fill('unused');
    await page.getByRole('button', { name: 'Create target' }).click();
    await expect(page).toHaveURL(`/targets/${name}`);
    await expect(page.getByText('cache.internal:6379 · No TLS')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Test connection' })).toHaveAttribute('title', /JavaScript/);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('#target-host').fill('other.internal');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByLabel(/^Password/)).toHaveAccessibleDescription(/Must be entered again/);
    await page.locator('#target-host').fill('other.internal');
    await page.getByLabel(/^Password/).fill('unused');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('other.internal:6379')).toHaveCount(2);
    expect((await api.own('DescribeTarget', { TargetName: name })).Target.Host).toBe('other.internal');

    const secret = unique('plain');
    await api.own('CreateTarget', { TargetName: `${name}-2`, TargetType: 'postgresql', Host: '127.0.0.1', Port: '1', Trust: 'plain', ManagerName: 'm', ManagerPassword: 'x' });
    await api.call('CreateSecret', {
      SecretName: secret, VersionId: 'v1', SecretType: 'Rds', SecretData: { Accounts: [{ AccountName: 'a', AccountPassword: 'b' }] },
      ExtendedConfig: { SecretSubType: 'SingleUser', DBInstanceId: `${name}-2`, CustomData: {} },
    });
    await api.call('RotateSecret', { SecretName: secret, VersionId: 'v2' });
    await expect.poll(async () => (await api.own('DescribeRotation', { SecretName: secret })).Rotation?.Phase).toBe('retry-wait');
    await page.goto(`/rotations?secret=${encodeURIComponent(secret)}`);
    await page.getByRole('row').filter({ hasText: secret }).getByRole('link', { name: secret }).click();
    await page.getByRole('button', { name: 'Give up…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Give up', exact: true }).click();
    await expect(page.getByText('Given up', { exact: true })).toBeVisible();

    await page.goto(`/targets/${name}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByLabel(`Type ${name} to confirm`).fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page).toHaveURL('/targets');
    await expect(page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })).toHaveCount(0);
  });

  test('controls that need JavaScript are disabled and say why', async ({ page, api }) => {
    const name = await api.secret(unique(), [{ a: '1' }]);
    await page.goto(`/secrets/overview/${name}`);
    const reveal = page.getByRole('button', { name: 'Reveal a' });
    await expect(reveal).toHaveAttribute('aria-disabled', 'true');
    await expect(reveal).toHaveAttribute('title', /JavaScript/);
    await expect(page.getByRole('button', { name: 'Copy a', exact: true })).toBeDisabled();
  });

  test('re-authentication returns to the requested page', async ({ page, server }) => {
    await page.goto('/account/confirm?next=%2Fkeys');
    await page.getByLabel('Your password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(page.getByText('The password is wrong.')).toBeVisible();
    expect(page.url()).not.toContain('not%20the');
    await page.goto('/account/confirm?next=%2Fkeys');
    await page.getByLabel('Your password', { exact: true }).fill(server.admin_password);
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(page).toHaveURL('/keys');
  });

  test('a user can be created, the theme changed and the session ended', async ({ page }) => {
    const user = unique('plain').replace('/', '-');
    await page.goto('/users');
    await page.getByRole('button', { name: 'New user' }).click();
    const dialog = page.getByRole('dialog', { name: 'New user' });
    await dialog.getByLabel('Name', { exact: true }).fill(user);
    await dialog.getByLabel('Secrets it can read').fill('payments/*');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.goto('/users');
    await expect(page.getByRole('row').filter({ hasText: user })).toContainText(`${user}-reads`);
    await page.goto('/settings');
    await page.getByRole('main').getByRole('button', { name: 'Dark' }).click();
    await page.goto('/settings');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.locator('summary[aria-label*="account of"]').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto('/secrets');
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test('a wrong password is rejected with a message', async ({ page, server }) => {
  await signIn(page, server.admin_user, 'not the password');
  await expect(page.getByText('Not signed in')).toBeVisible();
  expect(page.url()).not.toContain('password');
  await page.goto('/secrets');
  await expect(page).toHaveURL(/\/sign-in/);
});
