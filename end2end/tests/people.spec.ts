// Users, applications and their AccessKeys; customer master keys; settings.
import { readWithSdk } from './support/application';
import { Api, canary, expect, hydrated, row, test, unique, type Page } from './support/fixtures';

const plain = (name: string) => name.replace('/', '-');
const shownKey = async (page: Page) => {
  const panel = page.locator('#new-key');
  const code = (term: string) => panel.locator('dt', { hasText: term }).locator('xpath=following-sibling::dd[1]').locator('code').innerText();
  return { id: await code('AccessKey id'), secret: await code('Secret') };
};

async function createApplication(page: Page, name: string, patterns: string) {
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog', { name: 'New user' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('Secrets it can read').fill(patterns);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toBeHidden();
}

test.describe('AccessKeys', () => {
  test('the secret of an AccessKey is shown once and works until the AccessKey is deactivated', async ({ page, open, api, server }) => {
    const [name, value] = [unique(), canary()];
    await api.secret(name, [value]);
    const application = plain(unique('app'));
    await open('/users');
    await createApplication(page, application, `${name}\nother/*`);
    await row(page, application).getByRole('link').click();
    await page.getByRole('button', { name: 'New AccessKey' }).click();
    const key = await shownKey(page);
    expect(await readWithSdk(server, key, name)).toBe(value);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await expect(page.getByText(key.secret)).toHaveCount(0);
    await page.reload();
    await hydrated(page);
    expect(await page.content()).not.toContain(key.secret);

    const application_ = new Api(server, key.id, key.secret);
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await expect(page.getByText('Inactive', { exact: true })).toBeVisible();
    await expect(application_.value(name)).rejects.toThrow('Forbidden.AccessKey');
    await page.getByRole('button', { name: 'Activate' }).click();
    await expect(page.getByText('Active', { exact: true })).toBeVisible();
    expect(await application_.value(name)).toBe(value);
    await page.getByRole('listitem').filter({ hasText: key.id }).getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete AccessKey' }).click();
    await expect(page.getByText('None. The API requires an AccessKey.')).toBeVisible();
    await expect(application_.value(name)).rejects.toThrow('InvalidAccessKeyId.NotFound');
  });

  test('invalid names and patterns are rejected, a third AccessKey is not offered, and a user can be deleted', async ({ page, open, expectErrors }) => {
    expectErrors(/status of 4(00|04|09)/);
    const application = plain(unique('app'));
    await open('/users');
    await page.getByRole('button', { name: 'New user' }).click();
    const dialog = page.getByRole('dialog', { name: 'New user' });
    await dialog.getByLabel('Name', { exact: true }).fill('<b>x</b>');
    await expect(dialog.getByText(/letters, digits/).first()).toBeVisible();
    await dialog.getByLabel('Name', { exact: true }).fill(application);
    await dialog.getByLabel('Secrets it can read').fill('good/*\n<script>');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByText(/must be names of secrets/)).toBeVisible();
    await dialog.getByLabel('Secrets it can read').fill('good/*');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeHidden();
    await row(page, application).getByRole('link').click();
    for (let n = 0; n < 2; n++) {
      await page.getByRole('button', { name: 'New AccessKey' }).click();
      await page.getByRole('button', { name: 'I have stored it' }).click();
    }
    await expect(page.getByRole('button', { name: 'New AccessKey' })).toHaveAttribute('aria-disabled', 'true');
    await page.locator('#open-removal').click();
    const end = page.getByRole('dialog', { name: `Delete ${application}?` });
    await end.getByLabel(`Type ${application} to confirm`).fill(application);
    await end.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page).toHaveURL('/users');
    await expect(row(page, application)).toHaveCount(0);
  });

  test('an auditor can view but not change anything; a reader cannot view users', async ({ page, open, api, personPage, expectErrors }) => {
    expectErrors(/status of 403/);
    const [name, value] = [unique(), canary()];
    await api.secret(name, [value]);
    const people = { auditor: plain(unique('auditor')), reader: plain(unique('reader')) };
    const password = `Passphrase ${canary()}`;
    await open('/users');
    for (const [role, user] of Object.entries(people)) {
      await page.getByRole('button', { name: 'New user' }).click();
      const dialog = page.getByRole('dialog', { name: 'New user' });
      await dialog.getByLabel('Name', { exact: true }).fill(user);
      await dialog.getByRole('radio', { name: role === 'auditor' ? 'Auditor' : 'Reads secrets' }).check();
      if (role === 'reader') await dialog.getByLabel('Secrets it can read').fill(name);
      await dialog.getByLabel(/^Console password/).fill(password);
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(dialog).toBeHidden();
    }
    const auditor = await personPage(people.auditor, password);
    for (const path of ['/secrets', '/audit', '/users', '/groups', '/policies', '/explain', '/keys', '/settings', '/account']) {
      await auditor.goto(path);
      await hydrated(auditor);
      await expect(auditor.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(auditor.getByText('You do not have access')).toHaveCount(0);
    }
    await auditor.goto('/secrets');
    await expect(auditor.getByRole('link', { name: 'New secret' })).toHaveCount(0);
    await auditor.goto('/users');
    await expect(auditor.getByRole('button', { name: 'New user' })).toHaveCount(0);
    await auditor.goto(`/secrets/overview/${name}`);
    await hydrated(auditor);
    await expect(auditor.getByRole('button', { name: 'Reveal the value' })).toHaveAttribute('aria-disabled', 'true');
    expect(await auditor.content()).not.toContain(value);

    const reader = await personPage(people.reader, password);
    await reader.goto(`/secrets/overview/${name}`);
    await hydrated(reader);
    await reader.getByRole('button', { name: 'Reveal the value' }).click();
    await expect(reader.getByText(value)).toBeVisible();
    for (const path of ['/audit', '/keys', '/users', '/groups', '/policies', `/secrets/overview/${unique('foreign')}`]) {
      const response = await reader.goto(path);
      expect(response!.status(), path).toBe(403);
      await expect(reader.getByText('You do not have access')).toBeVisible();
    }
  });
});

test.describe('keys', () => {
  test('a key can be created, described, rotated, disabled and enabled', async ({ page, open, api }) => {
    const description = `Payments ${unique()}`;
    await open('/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    const making = page.getByRole('dialog', { name: 'New customer master key' });
    await making.getByLabel(/^Description/).fill(description);
    await making.getByRole('button', { name: 'Create key' }).click();
    await expect(making).toBeHidden();
    await row(page, description).getByRole('link').click();
    const id = new URL(page.url()).searchParams.get('key')!;
    const value = canary();
    const name = await api.secret(unique(), [value], { EncryptionKeyId: id });
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('button', { name: 'Rotate to v2' }).click();
    await expect(page.getByText('Key rotated to v2')).toBeVisible();
    await expect(row(page, description)).toContainText('v2');
    expect(await api.value(name)).toBe(value);
    await page.getByRole('button', { name: 'Disable' }).click();
    const disabling = page.getByRole('dialog', { name: 'Disable this key?' });
    await disabling.getByLabel('Type disable to confirm').fill('disable');
    await disabling.getByRole('button', { name: 'Disable key' }).click();
    await expect(row(page, description)).toContainText('Disabled');
    await expect(api.value(name)).rejects.toThrow('Rejected.Disabled');
    await open(`/secrets/overview/${name}`);
    await expect(page.getByText('The value cannot be decrypted')).toBeVisible();
    await open(`/keys?key=${id}`);
    await page.getByRole('button', { name: 'Enable' }).click();
    await expect(row(page, description)).toContainText('Enabled');
    expect(await api.value(name)).toBe(value);
  });

  test('the default key cannot be disabled', async ({ page, open }) => {
    await open('/keys');
    await row(page, 'default').first().getByRole('link').click();
    await expect(page.getByRole('button', { name: 'Disable' })).toHaveAttribute('aria-disabled', 'true');
  });
});

test.describe('settings', () => {
  test('the chosen theme is kept', async ({ page, open }) => {
    await open('/settings');
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.reload();
    await hydrated(page);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await main.getByRole('button', { name: 'System setting' }).click();
    await expect(page.locator('html')).not.toHaveAttribute('data-theme', /./);
  });
});
