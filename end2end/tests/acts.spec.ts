// Nothing irrevocable happens in one click: it is confirmed first, or can be undone.
import { expect, rowOf, test, unique, type Page } from './support/fixtures';

const menu = (page: Page, version: string) => rowOf(page, version).locator('summary').click();
const tags = async (api: any, name: string) =>
  Object.fromEntries((await api.call('DescribeSecret', { SecretName: name, FetchTags: 'true' })).Tags.Tag.map((tag: any) => [tag.TagKey, tag.TagValue]));

test('restoring a version shows the masked differences and the readers first', async ({ page, open, api }) => {
  const name = await api.secret(unique(), [{ host: 'a', password: 'secret-one' }, { host: 'a', password: 'secret-two', port: '1' }]);
  await open(`/secrets/versions/${name}`);
  await menu(page, 'v1');
  await page.getByRole('button', { name: 'Restore as new version' }).filter({ visible: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Restore v1 as a new version?' });
  await expect(dialog.getByRole('listitem').filter({ hasText: 'password' })).toContainText('changed');
  await expect(dialog.getByRole('listitem').filter({ hasText: 'port' })).toContainText('removed');
  await expect(dialog).toContainText('1 key has the same value');
  await expect(dialog.getByRole('region', { name: 'Who reads it' })).toContainText('admin');
  expect(await page.content()).not.toMatch(/secret-one|secret-two/);
  expect(Object.keys(await api.stages(name))).toHaveLength(2);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(Object.keys(await api.stages(name))).toHaveLength(2);

  await open(`/secrets/compare/${name}`);
  await page.getByRole('button', { name: 'Restore v1 as new' }).click();
  await expect(dialog).toContainText('password');
  expect(Object.keys(await api.stages(name))).toHaveLength(2);
  await dialog.getByRole('button', { name: 'Restore v1', exact: true }).click();
  await expect(page.getByText('v3 is now the current version')).toBeVisible();
});

test('moving a label shows what changes for its readers', async ({ page, open, api }) => {
  const name = await api.secret(unique(), [{ a: '1' }, { a: '2' }]);
  await open(`/secrets/versions/${name}`);
  await menu(page, 'v1');
  await page.getByRole('button', { name: 'Move a label here…' }).filter({ visible: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Move a label to v1' });
  await dialog.getByLabel(/^Label/).selectOption('ACSCurrent');
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText('changed');
  await expect(dialog.getByRole('region', { name: 'Who reads it' })).toContainText('admin');
  expect(await api.stages(name)).toMatchObject({ v2: ['ACSCurrent'] });
});

test('a removed tag comes back with Undo, even from another page', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x'], { Tags: [{ TagKey: 'env', TagValue: 'prod' }] });
  await open(`/secrets/overview/${name}`);
  await page.getByRole('button', { name: 'Remove tag env' }).click();
  await expect(page.getByText('Tag env removed')).toBeVisible();
  await expect.poll(() => tags(api, name)).toEqual({});
  await expect(page.locator('#add-tag')).toBeFocused();
  await page.getByRole('link', { name: 'Users' }).first().click();
  await expect(page).toHaveURL('/users');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Tag env is back')).toBeVisible();
  expect(await tags(api, name)).toEqual({ env: 'prod' });
});

test('a double click removes one tag', async ({ page, open, api }) => {
  const given = ['a', 'b', 'c'].map((key) => ({ TagKey: key, TagValue: '1' }));
  const name = await api.secret(unique(), ['x'], { Tags: given });
  await open(`/secrets/overview/${name}`);
  await page.getByRole('button', { name: 'Remove tag a' }).dblclick();
  await expect(page.getByText('Tag a removed')).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(await tags(api, name)).toEqual({ b: '1', c: '1' });
});

test('a double click removes one action from a policy', async ({ page, open }) => {
  await open('/policies/new');
  const chips = page.getByRole('button', { name: /^Remove kms:/ });
  const field = page.getByLabel(/^Add action/).first();
  for (const word of ['kms:GetSecretValue', 'kms:DescribeSecret', 'kms:ListSecrets']) {
    await field.fill(word);
    await field.press('Enter');
  }
  const before = await chips.count();
  await chips.first().dblclick();
  await expect(chips).toHaveCount(before - 1);
});

test('ending sessions is confirmed', async ({ page, open, personPage }) => {
  const other = await personPage();
  await open('/account');
  await page.getByRole('button', { name: 'End all other sessions' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'End all other sessions?' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await other.goto('/account');
  await expect(other).toHaveURL('/account');
});
