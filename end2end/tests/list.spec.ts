// The list of secrets: search, filters, sorting, paging and bulk actions.
import { canary, expect, hydrated, openMenu, row, test, unique } from './support/fixtures';

test.describe('filters and bulk actions', () => {
  const group = unique('list');
  const names = ['alpha', 'beta', 'gamma'].map((last) => `${group}/${last}`);

  test.beforeAll(async ({ api }) => {
    for (const [at, name] of names.entries()) {
      await api.secret(name, [canary()], { Description: `The ${at + 1}. of its kind`, Tags: [{ TagKey: 'group', TagValue: group }, { TagKey: 'env', TagValue: at ? 'prod' : 'test' }] });
    }
  });

  test('the list is filtered while typing, and the URL contains the query', async ({ page, open }) => {
    await open('/secrets');
    const search = page.getByLabel('Find secrets');
    await search.pressSequentially(group);
    await expect(page).toHaveURL(new RegExp(`q=${group.replace('/', '(%2F|/)')}`));
    await expect(page.getByText('3 secrets match the filters')).toBeVisible();
    await search.fill(`${group} beta`);
    await expect(page.getByText('1 secret matches the filters')).toBeVisible();
    await expect(row(page, names[1])).toBeVisible();
    await expect(search).toBeFocused();
    await page.reload();
    await hydrated(page);
    await expect(search).toHaveValue(`${group} beta`);
    await expect(row(page, names[1])).toBeVisible();
    await expect(row(page, names[0])).toHaveCount(0);
  });

  test('search covers descriptions and tags', async ({ page, open }) => {
    await open(`/secrets?q=${encodeURIComponent(`${group} 3. of its kind`)}`);
    await expect(row(page, names[2])).toBeVisible();
    await expect(row(page, names[0])).toHaveCount(0);
    await open(`/secrets?tag=group&value=${encodeURIComponent(group)}`);
    await expect(page.getByText('3 secrets match the filters')).toBeVisible();
    const chip = page.getByRole('link', { name: /Remove filter/ });
    await expect(chip.first()).toBeVisible();
    await chip.first().click();
    await expect(page).not.toHaveURL(/tag=/);
  });

  test('filters can be added from the menu', async ({ page, open }) => {
    await open(`/secrets?q=${encodeURIComponent(group)}`);
    await openMenu(page, 'Filter');
    await page.getByLabel('Tag key').fill('env');
    await page.getByLabel('Tag value').fill('prod');
    await page.getByRole('button', { name: 'Filter by tag' }).click();
    await expect(page.getByText('2 secrets match the filters')).toBeVisible();
    await openMenu(page, 'Filter');
    await page.getByRole('link', { name: 'Being deleted' }).click();
    await expect(page.getByText('No secrets match these filters')).toBeVisible();
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(page).toHaveURL('/secrets');
  });

  test('a column sorts in both directions', async ({ page, open }) => {
    await open(`/secrets?q=${encodeURIComponent(group)}`);
    const shown = () => page.locator('tbody tr').allInnerTexts().then((rows) => rows.map((text) => names.find((name) => text.replace(/\s/g, '').includes(name))));
    await expect.poll(shown).toEqual(names);
    await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
    await expect.poll(shown).toEqual([...names].reverse());
    await expect(page).toHaveURL(/sort=name-down/);
    await page.getByRole('columnheader', { name: 'Changed' }).getByRole('link').click();
    await expect(page).toHaveURL(/sort=updated/);
    await expect.poll(shown).toEqual([...names].reverse());
  });

  test('selected secrets can be tagged, deleted and restored', async ({ page, open, api }) => {
    const doomed = unique('bulk');
    for (const last of ['one', 'two']) await api.secret(`${doomed}/${last}`, [canary()]);
    await open(`/secrets?q=${encodeURIComponent(doomed)}`);
    await page.getByLabel('Select all rows').check();
    await expect(page.getByText('2 selected')).toBeVisible();
    await page.getByRole('button', { name: 'Add tag' }).click();
    const tagging = page.getByRole('dialog', { name: 'Tag 2 secrets' });
    await tagging.getByLabel('Key').fill('owner');
    await tagging.getByLabel(/^Value/).fill('crm');
    await tagging.getByRole('button', { name: 'Add tag' }).click();
    await expect(page.getByText('Tagged 2 secrets')).toBeVisible();
    await expect(row(page, `${doomed}/one`)).toContainText('owner=crm');
    await page.getByLabel(`Select ${doomed}/one`).check();
    await page.getByLabel(`Select ${doomed}/two`).check();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const deleting = page.getByRole('dialog', { name: 'Delete 2 secrets' });
    await deleting.getByLabel('Recovery window').fill('7');
    await expect(deleting.getByRole('button', { name: 'Delete' })).toHaveAttribute('aria-disabled', 'true');
    await deleting.getByLabel('Number of secrets').fill('2');
    await deleting.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('Scheduled deletion of 2 secrets')).toBeVisible();
    await expect(row(page, `${doomed}/one`)).toContainText('Deletion in');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(row(page, `${doomed}/one`)).toContainText('Active');
    await expect(row(page, `${doomed}/two`)).toContainText('Active');
  });

  test('rows can be navigated with the keyboard', async ({ page, open }) => {
    await open(`/secrets?q=${encodeURIComponent(group)}`);
    await expect(row(page, names[0])).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(page.getByLabel(`Select ${names[1]}`)).toBeChecked();
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/secrets/overview/${names[0]}`);
  });
});

test('a long list can be paged forward and back', async ({ page, open, api }) => {
  const group = unique('pages');
  for (let n = 0; n < 53; n++) await api.secret(`${group}/${String(n).padStart(2, '0')}`, ['x']);
  await open(`/secrets?q=${encodeURIComponent(group)}`);
  await expect(page.getByText('1–50 of 53')).toBeVisible();
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(page.getByText('51–53 of 53')).toBeVisible();
  await expect(row(page, `${group}/52`)).toBeVisible();
  await page.getByRole('link', { name: 'Previous page' }).click();
  await expect(page.getByText('1–50 of 53')).toBeVisible();
  await expect(row(page, `${group}/00`)).toBeVisible();
});

test('a tampered cursor shows an error with a link to continue', async ({ page, open, expectErrors }) => {
  expectErrors(/status of 400/);
  for (const cursor of ['x', 'AAAA', '%00', "'%20OR%201=1"]) {
    await open(`/secrets?after=${cursor}`);
    await expect(page.getByText('This page could not be loaded')).toBeVisible();
  }
});
