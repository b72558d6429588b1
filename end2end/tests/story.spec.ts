// The main use of the product from start to end, with a real browser and the vendor's SDK.
import { readWithSdk } from './support/application';
import { canary, expect, hydrated, row, rowOf, test, unique } from './support/fixtures';

test('a secret can be created, read by an application, changed and compared, and everything is audited', async ({ page, open, server, personPage }) => {
  const name = unique('payments');
  const application = `app-${name.split('/')[1]}`;
  const [host, first, second] = ['ledger.db.internal', canary(), canary()];

  await test.step('the administrator creates a secret with two keys', async () => {
    await open('/secrets/new');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Name of key 1').fill('host');
    await page.getByLabel('value of key 1', { exact: true }).fill(host);
    await page.getByLabel('Name of key 2').fill('password');
    await page.getByLabel('value of key 2', { exact: true }).fill(first);
    await page.getByRole('button', { name: 'Create secret' }).click();
    await expect(page).toHaveURL(`/secrets/overview/${name}`);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(page.getByText('v1 is current')).toBeVisible();
  });

  const key = await test.step('the administrator creates an application that can read it', async () => {
    await open('/users');
    await page.getByRole('button', { name: 'New user' }).click();
    const dialog = page.getByRole('dialog', { name: 'New user' });
    await dialog.getByLabel('Name', { exact: true }).fill(application);
    await dialog.getByLabel('Secrets it can read').fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeHidden();
    await row(page, application).getByRole('link').click();
    await page.getByRole('button', { name: 'New AccessKey' }).click();
    const shown = page.locator('#new-key');
    const code = (term: string) => shown.locator('dt', { hasText: term }).locator('xpath=following-sibling::dd[1]').locator('code').innerText();
    return { id: await code('AccessKey id'), secret: await code('Secret') };
  });

  await test.step('the application reads the current version', async () => {
    expect(JSON.parse(await readWithSdk(server, key, name))).toEqual({ host, password: first });
  });

  await test.step('the administrator reviews the changes and saves a new version', async () => {
    await open(`/secrets/edit/${name}`);
    await page.getByLabel(/^new value of password/).fill(second);
    await page.getByLabel('Name of key 1').filter({ visible: true }).fill('sslmode');
    await page.getByLabel('value of key 1', { exact: true }).filter({ visible: true }).fill('verify-full');
    await page.getByRole('button', { name: 'Review changes' }).click();
    await expect(row(page, 'password')).toContainText('changed');
    await expect(row(page, 'sslmode')).toContainText('added');
    expect(await page.locator('main').innerText()).not.toContain(second);
    await page.getByRole('button', { name: 'Save new version' }).click();
    await expect(page).toHaveURL(`/secrets/versions/${name}`);
    await expect(rowOf(page, 'v2')).toContainText('ACSCurrent');
    await expect(rowOf(page, 'v1')).toContainText('ACSPrevious');
  });

  await test.step('the application reads the new version', async () => {
    expect(JSON.parse(await readWithSdk(server, key, name))).toEqual({ host, password: second, sslmode: 'verify-full' });
  });

  await test.step('the administrator compares the versions', async () => {
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Compare versions' })).toBeVisible();
    await expect(row(page, 'host')).toContainText('same');
    await expect(row(page, 'password')).toContainText('changed');
    await expect(row(page, 'sslmode')).toContainText('added');
    await expect(page.getByText('1 same · 1 changed · 1 added')).toBeVisible();
    for (const value of [first, second]) expect(await page.content()).not.toContain(value);
    await page.getByRole('button', { name: 'Reveal changed values' }).click();
    await expect(row(page, 'password')).toContainText(first);
    await expect(row(page, 'password')).toContainText(second);
  });

  const auditor = { name: `auditor-${name.split('/')[1]}`, password: `Passphrase ${canary()}` };
  await test.step('the administrator creates an auditor', async () => {
    await open('/users');
    await page.getByRole('button', { name: 'New user' }).click();
    const dialog = page.getByRole('dialog', { name: 'New user' });
    await dialog.getByLabel('Name', { exact: true }).fill(auditor.name);
    await dialog.getByRole('radio', { name: 'Auditor' }).check();
    await dialog.getByLabel(/^Console password/).fill(auditor.password);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(row(page, auditor.name)).toContainText('StrongroomAuditor');
  });

  await test.step('the auditor sees every event and no value', async () => {
    const other = await personPage(auditor.name, auditor.password);
    await other.goto(`/audit?secret=${encodeURIComponent(name)}&range=1h`);
    await hydrated(other);
    const events = other.getByRole('table', { name: 'Events' });
    for (const [action, who] of [
      ['CreateSecret', server.admin_user], ['GetSecretValue', application], ['PutSecretValue', server.admin_user],
      ['CompareSecretVersions', server.admin_user], ['GetSecretValue', server.admin_user],
    ]) {
      await expect(events.getByRole('row').filter({ hasText: action }).filter({ hasText: who }).first()).toContainText('allowed');
    }
    await expect(events.getByRole('row').filter({ hasText: 'GetSecretValue' }).filter({ hasText: application })).toHaveCount(2);
    await other.goto(`/secrets/overview/${name}`);
    await hydrated(other);
    await expect(other.getByRole('heading', { level: 1, name })).toBeVisible();
    for (const value of [first, second]) expect(await other.content()).not.toContain(value);
    await other.goto('/audit?range=1h');
    await hydrated(other);
    await other.getByRole('button', { name: 'Verify' }).click();
    await expect(other.getByText(/Trail verified to/)).toBeVisible();
  });
});
