// All versions of a secret and the actions on each.
import { canary, expect, rowOf, test, unique, type Page } from './support/fixtures';
import { applications } from './support/readers';

const menu = (page: Page, version: string) => rowOf(page, version).locator('summary').click();

test('versions are listed with their labels', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['one', 'two', 'three']);
  await open(`/secrets/versions/${name}`);
  await expect(rowOf(page, 'v3')).toContainText('ACSCurrent');
  await expect(rowOf(page, 'v2')).toContainText('ACSPrevious');
  await expect(rowOf(page, 'v1')).toContainText('no label');
});

test('an old version can be restored as a new one, and that undone', async ({ page, open, api }) => {
  const first = canary();
  const name = await api.secret(unique(), [first, canary(), 'three']);
  await open(`/secrets/versions/${name}`);
  await menu(page, 'v1');
  await page.getByRole('button', { name: 'Restore as new version' }).filter({ visible: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore v1', exact: true }).click();
  await expect(page.getByText('v4 is now the current version')).toBeVisible();
  await expect(rowOf(page, 'v4')).toContainText('ACSCurrent');
  expect(await api.value(name)).toBe(first);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rowOf(page, 'v3')).toContainText('ACSCurrent');
  expect(await api.value(name)).toBe('three');
});

test('labels can be moved from the menu, and that undone', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['one', 'two', 'three']);
  await open(`/secrets/versions/${name}`);
  await menu(page, 'v1');
  await page.getByRole('button', { name: 'Move a label here…' }).filter({ visible: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Move a label to v1' });
  await dialog.getByLabel(/^Label/).selectOption({ label: 'A new label…' });
  await dialog.getByLabel(/^New label/).fill('blue-deploy');
  await dialog.getByRole('button', { name: 'Move label' }).click();
  await expect(rowOf(page, 'v1')).toContainText('blue-deploy');
  expect(await api.value(name, { VersionStage: 'blue-deploy' })).toBe('one');

  await menu(page, 'v1');
  await page.getByRole('button', { name: 'Move a label here…' }).filter({ visible: true }).click();
  await dialog.getByLabel(/^Label/).selectOption('ACSCurrent');
  await dialog.getByRole('button', { name: 'Move label' }).click();
  await expect(page.getByText('ACSCurrent moved to v1')).toBeVisible();
  expect(await api.stages(name)).toMatchObject({ v1: expect.arrayContaining(['ACSCurrent']), v3: ['ACSPrevious'], v2: [] });
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(rowOf(page, 'v3')).toContainText('ACSCurrent');
  await expect(rowOf(page, 'v2')).toContainText('ACSPrevious');
  expect(await api.stages(name)).toMatchObject({ v3: ['ACSCurrent'], v2: ['ACSPrevious'], v1: ['blue-deploy'] });

  await menu(page, 'v1');
  await page.getByRole('button', { name: 'Remove label blue-deploy' }).click();
  await expect(rowOf(page, 'v1')).toContainText('no label');
});

test('a leaked version is revoked once its readers have moved, and that undone', async ({ page, open, api, server }) => {
  const name = await api.secret(unique(), ['leaked']);
  const [slow, quick] = await applications(api, server, 2);
  for (const reader of [slow, quick]) expect(await reader.value(name)).toBe('leaked');
  await api.call('PutSecretValue', { SecretName: name, VersionId: 'v2', SecretData: 'new' });
  expect(await quick.value(name)).toBe('new');
  await open(`/secrets/versions/${name}`);
  await menu(page, 'v1');
  await page.getByRole('button', { name: 'Revoke…' }).filter({ visible: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke v1?' });
  await expect(dialog.getByText('1 of 2 read the new version')).toBeVisible();
  expect(await slow.value(name)).toBe('new');
  await dialog.getByRole('button', { name: 'Revoke v1', exact: true }).click();
  await expect(page.getByText('v1 revoked', { exact: true })).toBeVisible();
  await expect(rowOf(page, 'v1')).toContainText('Revoked');
  for (const by of [{ VersionId: 'v1' }, { VersionStage: 'ACSPrevious' }]) {
    await expect(slow.value(name, by)).rejects.toThrow('Forbidden.NoPermission');
  }
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('v1 can be read again').first()).toBeVisible();
  expect(await slow.value(name, { VersionId: 'v1' })).toBe('leaked');
});

test('a stale page can neither move a label nor delete the secret', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 409/);
  const name = await api.secret(unique(), ['one', 'two', 'three']);
  await open(`/secrets/versions/${name}`);
  await api.call('UpdateSecretVersionStage', { SecretName: name, VersionStage: 'ACSCurrent', MoveToVersion: 'v1' });
  const labels = await api.stages(name);
  await menu(page, 'v2');
  await page.getByRole('button', { name: 'Move a label here…' }).filter({ visible: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Move a label to v2' });
  await dialog.getByLabel(/^Label/).selectOption('ACSCurrent');
  await dialog.getByRole('button', { name: 'Move label' }).click();
  await expect(dialog.getByText('Someone else changed this')).toBeVisible();
  expect(await api.stages(name)).toEqual(labels);

  await open(`/secrets/overview/${name}`);
  await api.call('UpdateSecret', { SecretName: name, Description: 'needed after all' });
  await page.locator('summary', { hasText: 'Delete this secret' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Someone else changed this')).toBeVisible();
  expect(await api.value(name)).toBe('one');
});

test('the current version cannot be restored', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['one', 'two']);
  await open(`/secrets/versions/${name}`);
  await menu(page, 'v2');
  const item = page.getByRole('button', { name: 'Restore as new version' }).filter({ visible: true });
  await expect(item).toHaveAttribute('aria-disabled', 'true');
  await item.click({ force: true });
  expect(Object.keys(await api.stages(name))).toHaveLength(2);
});

test('two selected versions can be compared', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['one', 'two', 'three']);
  await open(`/secrets/versions/${name}`);
  await page.getByLabel('Select v1').check();
  await expect(page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Compare' })).toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('Select v3').check();
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('link', { name: 'Compare' }).click();
  await expect(page).toHaveURL(`/secrets/compare/${name}?a=v1&b=v3`);
});
