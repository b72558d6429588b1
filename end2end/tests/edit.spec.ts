// A new version: changes are reviewed before they are saved, and concurrent edits are detected.
import { canary, expect, hydrated, row, test, unique, type Page } from './support/fixtures';

const review = (page: Page) => page.getByRole('button', { name: 'Review changes' }).click();
const save = (page: Page) => page.getByRole('button', { name: 'Save new version' }).click();

test('keys can be changed, added and removed; unchanged values are never sent', async ({ page, open, api }) => {
  const [kept, changed, added] = [canary(), canary(), canary()];
  const name = await api.secret(unique(), [{ host: kept, password: canary(), options: 'x' }]);
  await open(`/secrets/edit/${name}`);
  expect(await page.content()).not.toContain(kept);
  await page.getByLabel(/^new value of password/).fill(changed);
  await page.getByLabel('Name of key 1').filter({ visible: true }).fill('sslmode');
  await page.getByLabel('value of key 1', { exact: true }).filter({ visible: true }).fill(added);
  await page.getByRole('listitem').filter({ hasText: 'options' }).getByLabel('Remove', { exact: true }).check();
  await review(page);
  for (const [key, word] of [['host', 'same'], ['password', 'changed'], ['sslmode', 'added'], ['options', 'removed']]) {
    await expect(row(page, key)).toContainText(word);
  }
  await page.getByRole('button', { name: 'Back to editing' }).click();
  await expect(page.getByLabel(/^new value of password/)).toHaveValue(changed);
  await review(page);
  await save(page);
  await expect(page).toHaveURL(`/secrets/versions/${name}`);
  await expect(page.getByText('Saved as v2')).toBeVisible();
  expect(JSON.parse(await api.value(name))).toEqual({ host: kept, password: changed, sslmode: added });
});

test('a whole value can be replaced under a custom label', async ({ page, open, api }) => {
  const [before, after] = [canary(), canary()];
  const name = await api.secret(unique(), [before]);
  await open(`/secrets/edit/${name}`);
  await page.getByLabel('Text', { exact: true }).fill(after);
  await page.locator('summary', { hasText: 'Advanced' }).click();
  await page.getByLabel(/^Custom label/).fill('blue-deploy');
  await review(page);
  await save(page);
  await expect(page).toHaveURL(`/secrets/versions/${name}`);
  expect(await api.value(name)).toBe(before);
  expect(await api.value(name, { VersionStage: 'blue-deploy' })).toBe(after);
});

test('an edit without changes is rejected before the review', async ({ page, open, api }) => {
  const name = await api.secret(unique(), [{ a: '1' }]);
  await open(`/secrets/edit/${name}`);
  await review(page);
  await expect(page.getByText(/at least one key/)).toBeVisible();
  await page.getByLabel('Name of key 1').filter({ visible: true }).fill('a');
  await page.getByLabel('value of key 1', { exact: true }).filter({ visible: true }).fill('2');
  await review(page);
  await expect(page.getByText(/duplicated/)).toBeVisible();
  expect(Object.keys(await api.stages(name))).toEqual(['v1']);
});

test('the second of two concurrent editors sees the other change and decides', async ({ page, open, api, personPage, expectErrors }) => {
  expectErrors(/status of 409/);
  const name = await api.secret(unique(), [{ host: 'one', password: 'one' }]);
  const [mine, theirs] = [canary(), canary()];
  await open(`/secrets/edit/${name}`);
  await page.getByLabel(/^new value of password/).fill(mine);
  await review(page);

  const other = await personPage();
  await other.goto(`/secrets/edit/${name}`);
  await hydrated(other);
  await other.getByLabel(/^new value of host/).fill(theirs);
  await review(other);
  await save(other);
  await expect(other).toHaveURL(`/secrets/versions/${name}`);

  await save(page);
  await expect(page.getByText('Someone else saved this secret')).toBeVisible();
  await expect(row(page, 'host')).toContainText('changed');
  expect(JSON.parse(await api.value(name))).toEqual({ host: theirs, password: 'one' });
  expect(await page.content()).not.toContain(theirs);
  await page.getByRole('button', { name: 'Apply my changes to the new version' }).click();
  await expect(row(page, 'password')).toContainText('changed');
  await expect(row(page, 'host')).toContainText('same');
  await save(page);
  await expect(page).toHaveURL(`/secrets/versions/${name}`);
  expect(JSON.parse(await api.value(name))).toEqual({ host: theirs, password: mine });
  expect(Object.keys(await api.stages(name))).toHaveLength(3);
});
