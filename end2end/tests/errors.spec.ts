// Errors are where the eyes are: at the first bad field, which has the focus, and at the button. They go when the field changes.
import { expect, test, unique } from './support/fixtures';

test('a form the page finds wrong focuses the first bad field and says so at the button', async ({ page, open }) => {
  await open('/secrets/new');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('payments/../ledger');
  await page.getByLabel('Name of key 1').fill('a');
  await page.getByLabel('value of key 1', { exact: true }).fill('b');
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(name).toBeFocused();
  const summary = page.locator('[data-summary]');
  await expect(summary).toContainText('Correct the marked fields');
  await page.getByRole('button', { name: 'Create secret' }).scrollIntoViewIfNeeded();
  await expect(summary).toBeInViewport();
  await name.fill('payments/ledger');
  await expect(page.getByText(/path segment/)).toHaveCount(0);
  await expect(summary).toHaveCount(0);
});

test('what the server finds wrong is marked at its field, until that field changes', async ({ page, open, expectErrors }) => {
  expectErrors(/status of 400/);
  await open('/users');
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog', { name: 'New user' });
  await dialog.getByLabel('Name', { exact: true }).fill(unique('u').replace('/', '-'));
  await dialog.getByRole('radio', { name: 'No access' }).check();
  const password = dialog.getByLabel('Console password');
  await password.fill('short');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(password).toBeFocused();
  await expect(password).toHaveAttribute('aria-invalid', 'true');
  const summary = dialog.locator('[data-summary]');
  await expect(summary).toContainText('Password');
  await dialog.getByLabel('Name', { exact: true }).press('End');
  await dialog.getByLabel('Name', { exact: true }).pressSequentially('x');
  await expect(summary, 'another field does not solve it').toBeVisible();
  await password.fill('a much longer passphrase');
  await expect(summary).toHaveCount(0);
  await expect(password).not.toHaveAttribute('aria-invalid', 'true');
});

test('a conflict stands at the button and goes with the next change', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 409/);
  const name = unique('g').replace('/', '-');
  await api.ram('CreateGroup', { GroupName: name });
  await open('/groups');
  await page.getByRole('button', { name: 'New group' }).click();
  const dialog = page.getByRole('dialog', { name: 'New group' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('exists already')).toHaveCount(1);
  await dialog.getByLabel('Name', { exact: true }).fill(`${name}-2`);
  await expect(dialog.getByText('exists already')).toHaveCount(0);
});

test('an empty required field is named at the button', async ({ page, open }) => {
  await open('/groups');
  await page.getByRole('button', { name: 'New group' }).click();
  const dialog = page.getByRole('dialog', { name: 'New group' });
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(dialog.locator('[data-summary]')).toContainText('Name');
});
