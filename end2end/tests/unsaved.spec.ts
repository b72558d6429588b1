// Nothing typed is lost: by a link, a key, Back, the end of the session, or the network.
import { canary, expect, hydrated, test, unique, type Page } from './support/fixtures';

const question = (page: Page) => page.getByRole('dialog', { name: 'Discard what you typed?' });
const keep = (page: Page) => question(page).getByRole('button', { name: 'Keep editing' }).click();
const discard = (page: Page) => question(page).getByRole('button', { name: 'Discard and leave' }).click();

/** Every form that is worth filling in: its page and a field. */
const forms: [string, string, (page: Page) => Promise<void>][] = [
  ['new secret', '/secrets/new', (page) => page.getByLabel('Name', { exact: true }).fill('typed')],
  ['new policy', '/policies/new', (page) => page.getByLabel('Name', { exact: true }).fill('typed')],
  ['new role', '/roles/new', (page) => page.getByLabel('Name', { exact: true }).fill('typed')],
  ['password', '/account', (page) => page.getByLabel('Current password', { exact: true }).fill('typed')],
];

for (const [what, path, type] of forms) {
  test(`leaving the form for ${what} asks first`, async ({ page, open }) => {
    await open('/');
    await open(path);
    await type(page);
    await page.getByRole('link', { name: 'Settings' }).first().click();
    await expect(question(page)).toBeVisible();
    await keep(page);
    await expect(page).toHaveURL(path);
    await page.locator('h1').click();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await expect(question(page)).toBeVisible();
    await discard(page);
    await expect(page).toHaveURL('/secrets');
    await expect(page.getByRole('heading', { level: 1, name: 'Secrets' })).toBeVisible();
  });
}

test('Back and Forward ask, and lead on or stay as answered', async ({ page, open, api }) => {
  const name = await api.secret(unique(), [{ a: '1' }]);
  await open(`/secrets/overview/${name}`);
  await page.getByRole('link', { name: 'Edit', exact: true }).first().click();
  const field = page.getByLabel(/^new value of a/);
  await field.fill('typed');
  await page.goBack();
  await expect(question(page)).toBeVisible();
  await keep(page);
  await expect(page).toHaveURL(`/secrets/edit/${name}`);
  await expect(field).toHaveValue('typed');
  await page.goBack();
  await discard(page);
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  await page.goForward();
  await expect(page).toHaveURL(`/secrets/edit/${name}`);
  await expect(page.getByLabel(/^new value of a/)).toHaveValue('');
});

test('the palette asks, and so does the browser on a reload', async ({ page, open }) => {
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).fill('typed');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Settings');
  await page.keyboard.press('Enter');
  await expect(question(page)).toBeVisible();
  await keep(page);
  let asked = '';
  page.once('dialog', (dialog) => {
    asked = dialog.type();
    void dialog.dismiss();
  });
  await page.reload({ timeout: 3_000 }).catch(() => {});
  expect(asked).toBe('beforeunload');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('typed');
});

test('a form without changes, a saved one and a closed dialog do not ask', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x']);
  await open('/secrets/new');
  await page.getByRole('link', { name: 'Secrets' }).first().click();
  await expect(page).toHaveURL('/secrets');
  await open(`/secrets/overview/${name}`);
  await page.locator('summary', { hasText: 'Edit description' }).click();
  await page.getByLabel(/^Description/).fill('Ledger');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Description saved')).toBeVisible();
  await page.getByRole('link', { name: 'Users' }).first().click();
  await expect(page).toHaveURL('/users');
  await page.getByRole('button', { name: 'New user' }).click();
  await page.getByRole('dialog', { name: 'New user' }).getByLabel('Name', { exact: true }).fill('typed');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Groups' }).first().click();
  await expect(page).toHaveURL('/groups');
});

test('what is typed in one form survives a change by another form of the page', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x'], { Tags: [{ TagKey: 'old', TagValue: '1' }] });
  await open(`/secrets/overview/${name}`);
  await page.locator('summary', { hasText: 'Edit description' }).click();
  await page.getByLabel(/^Description/).fill('still here');
  await page.getByRole('button', { name: 'Remove tag old' }).click();
  await expect(page.getByText('old=1')).toHaveCount(0);
  await expect(page.getByLabel(/^Description/)).toHaveValue('still here');
  await page.getByRole('link', { name: 'Users' }).first().click();
  await expect(question(page)).toBeVisible();
});

test('a session that ended is continued over the form, by the same user only', async ({ personPage, server, api, expectErrors }) => {
  expectErrors(/status of 40[13]/);
  const page = await personPage();
  const [name, value] = [unique(), canary()];
  await page.goto('/secrets/new');
  await hydrated(page);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Name of key 1').fill('password');
  await page.getByLabel('value of key 1', { exact: true }).fill(value);
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Create secret' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel(/^Password of/).fill('not the password');
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog.getByText('Not signed in')).toBeVisible();
  await dialog.getByLabel(/^Password of/).fill(server.admin_password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  expect(JSON.parse(await api.value(name))).toEqual({ password: value });
});

test('offline the page stays, says so at the button, and goes on with Try again', async ({ page, open, api, context, expectErrors }) => {
  expectErrors(/ERR_INTERNET_DISCONNECTED/);
  const name = unique();
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('radio', { name: 'Text' }).check();
  await page.getByLabel('Text', { exact: true }).fill('x');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page.getByText('The server could not be reached')).toBeVisible();
  await expect(page.getByText('The server could not be reached')).toBeInViewport();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name);
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  expect(await api.value(name)).toBe('x');
});
