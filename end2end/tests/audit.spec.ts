// The audit trail: search, facets, details, verification, export.
import { readFileSync } from 'node:fs';
import { canary, expect, openMenu, signedOutPage, test, unique, type Page } from './support/fixtures';

const events = (page: Page) => page.getByRole('table', { name: 'Events' }).locator('tbody tr[data-row]');

test('all filters are part of the URL', async ({ page, open, api }) => {
  const name = await api.secret(unique('audit'), [canary(), canary()]);
  await api.value(name);
  await api.call('GetSecretValue', { SecretName: name, VersionStage: 'nobody' }).catch(() => {});
  await open(`/audit?range=1h&secret=${encodeURIComponent(name)}`);
  await expect(events(page)).toHaveCount(4);
  await expect(page.getByText('4 events in this view')).toBeVisible();
  await expect(page.getByText('1 denied or failed')).toBeVisible();

  await openMenu(page, 'Reads and changes');
  await page.getByRole('link', { name: 'Changes only' }).click();
  await expect(events(page)).toHaveCount(2);
  await expect(page).toHaveURL(/write=true/);
  await openMenu(page, 'Changes only');
  await page.getByRole('link', { name: 'Reads and changes' }).click();
  await expect(events(page)).toHaveCount(4);

  await openMenu(page, /^\s*Filter/);
  await page.getByLabel('Field').selectOption('result');
  await page.getByLabel('Is exactly').fill('NotFound');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await expect(events(page)).toHaveCount(1);
  await expect(events(page)).toContainText('not found');
  await page.getByRole('link', { name: 'Remove filter result NotFound' }).click();
  await expect(events(page)).toHaveCount(4);

  await openMenu(page, 'Last hour');
  await page.getByRole('link', { name: 'Last 7 days' }).click();
  await expect(page).toHaveURL(/range=7d/);
  await expect(events(page)).toHaveCount(4);
});

test('facets add and remove filters', async ({ page, open, api }) => {
  const name = await api.secret(unique('audit'), ['x', 'y']);
  await api.value(name);
  await open(`/audit?range=1h&secret=${encodeURIComponent(name)}`);
  await openMenu(page, 'Most frequent values');
  await page.getByRole('region', { name: 'Action' }).getByRole('link', { name: /GetSecretValue/ }).click();
  await expect(events(page)).toHaveCount(1);
  await expect(page).toHaveURL(/action=GetSecretValue/);
});

test('a row expands to all details of the event', async ({ page, open, api }) => {
  const name = await api.secret(unique('audit'), ['x']);
  await open(`/audit?range=1h&secret=${encodeURIComponent(name)}`);
  await events(page).first().locator('summary').click();
  const fold = page.locator('tr[data-fold]').filter({ visible: true });
  await expect(fold).toContainText('Position in the chain');
  await expect(fold).toContainText('127.0.0.1');
  await fold.getByRole('link', { name: 'action' }).click();
  await expect(page).toHaveURL(/action=CreateSecret/);
});

test('the trail can be verified', async ({ page, open, api }) => {
  await api.secret(unique('audit'), ['x']);
  await open('/audit');
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/Trail verified to/)).toBeVisible();
});

test('both export formats contain no secret value', async ({ page, open, api }) => {
  const value = canary();
  const name = await api.secret(unique('audit'), [value]);
  await open(`/audit?range=1h&secret=${encodeURIComponent(name)}`);
  for (const [item, check] of [
    ['CSV, for spreadsheets', (text: string) => expect(text.split('\r\n')[0]).toMatch(/^time,who,/)],
    ['JSON Lines', (text: string) => expect(JSON.parse(text.trim())).toMatchObject({ action: 'CreateSecret', target: name, result: 'ok' })],
  ] as const) {
    await openMenu(page, 'Export');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: item }).click()]);
    const text = readFileSync(await download.path(), 'utf8');
    check(text);
    expect(text).toContain(name);
    expect(text).not.toContain(value);
  }
});

test('older events can be paged to and back', async ({ page, open, api }) => {
  const name = await api.secret(unique('audit'), ['x']);
  for (let n = 0; n < 110; n++) await api.value(name);
  await open(`/audit?range=1h&secret=${encodeURIComponent(name)}`);
  await expect(events(page)).toHaveCount(50);
  await expect(page.getByText('50 of 111 events')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Newer' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page.getByRole('link', { name: 'Newer' })).toBeVisible();
  const middle = await events(page).first().innerText();
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(events(page)).toHaveCount(11);
  await expect(events(page).last()).toContainText('CreateSecret');
  await expect(page.getByRole('link', { name: 'Older' })).toHaveCount(0);

  // Another user who opens a link to this page can return page by page.
  await open(page.url());
  await page.getByRole('link', { name: 'Newer' }).click();
  await expect(events(page)).toHaveCount(50);
  expect(await events(page).first().innerText()).toBe(middle);
  await page.getByRole('link', { name: 'Newer' }).click();
  await expect(page.getByRole('link', { name: 'Newer' })).toHaveCount(0);
  await expect(events(page)).toHaveCount(50);
  await page.getByRole('link', { name: 'Older' }).click();
  await page.getByRole('link', { name: 'Newest' }).click();
  await expect(page).not.toHaveURL(/cursor=/);
  await expect(events(page)).toHaveCount(50);
});

test('failed sign-ins are recorded as claimed', async ({ page, open, browser, server }) => {
  const visitor = await signedOutPage(browser, server);
  await visitor.goto('/sign-in');
  await visitor.getByLabel('User name').fill(server.admin_user);
  await visitor.getByLabel('Password', { exact: true }).fill('not the password');
  await visitor.getByRole('button', { name: 'Sign in' }).click();
  await expect(visitor.getByText('Not signed in')).toBeVisible();
  await visitor.context().close();
  await open('/audit?range=1h&action=ConsoleSignin&result=Unauthenticated');
  await expect(events(page).first()).toContainText('refused');
});

test('invalid filters and cursors show an error with a link to continue', async ({ page, open, expectErrors }) => {
  expectErrors(/status of 400/);
  for (const query of ['cursor=x', 'from=yesterday', 'cursor=AAAAAAAA', 'from=2026-02-30']) {
    await open(`/audit?${query}`);
    await expect(page.getByText('This page could not be loaded')).toBeVisible();
  }
});
