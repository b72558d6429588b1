// The overview of a secret. The page contains no value until someone reveals it, and then for a limited time.
import { runPython, runShell } from './support/application';
import { canary, expect, hydrated, pasted, row, test, unique } from './support/fixtures';

test('the page contains no value until it is revealed, and hides it after half a minute', async ({ page, api, server }) => {
  const value = canary();
  const name = await api.secret(unique(), [{ user: 'ledger', password: value }]);
  await page.clock.install();
  const response = await page.goto(`/secrets/overview/${name}`);
  expect(await response!.text()).not.toContain(value);
  await hydrated(page);
  expect(await page.content()).not.toContain(value);
  await expect(page.getByRole('img', { name: 'password is hidden' })).toBeVisible();
  await page.getByRole('button', { name: 'Reveal password' }).click();
  await expect(page.getByText(value)).toBeVisible();
  await expect(page.getByRole('img', { name: 'user is hidden' })).toBeVisible();
  await expect(page.getByText(/hides in \d+ s/)).toBeVisible();
  await page.clock.runFor(31_000);
  await expect(page.getByText(value)).toHaveCount(0);
  expect(await page.content()).not.toContain(value);
  const read = await api.call('ListSecretVersionIds', { SecretName: name });
  expect(read.TotalCount).toBe(1);
  await page.getByRole('button', { name: 'Reveal password' }).click();
  await expect(page.getByText(value)).toBeVisible();
  await page.getByRole('button', { name: 'Hide password' }).click();
  await expect(page.getByText(value)).toHaveCount(0);
  await page.goto(`${server.console}/audit?secret=${encodeURIComponent(name)}&action=GetSecretValue`);
  await expect(page.getByRole('table', { name: 'Events' }).locator('tbody tr[data-row]')).toHaveCount(2);
});

test('a value can be copied without being shown', async ({ page, open, api, context, browser }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const value = canary();
  const name = await api.secret(unique(), [{ user: "o'hara", password: value }]);
  await open(`/secrets/overview/${name}`);
  await page.getByRole('button', { name: 'Copy password' }).click();
  await expect(page.getByText('Copied').first()).toBeAttached();
  expect(await pasted(browser, page)).toBe(value);
  expect(await page.content()).not.toContain(value);
  await page.locator('summary', { hasText: 'Copy as…' }).click();
  await page.getByRole('button', { name: '.env lines' }).click();
  await expect.poll(() => pasted(browser, page)).toContain(`PASSWORD='${value}'`);
  expect(await pasted(browser, page)).toContain(`USER='o'\\''hara'`);
});

test('on a phone the copy button is beside the code and does not cover it', async ({ page, open, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const name = await api.secret(unique(), ['x']);
  await open(`/secrets/connect/${name}`);
  const code = await page.locator('pre').filter({ visible: true }).first().boundingBox();
  const button = await page.getByRole('button', { name: 'Copy code that reads this secret' }).filter({ visible: true }).boundingBox();
  expect(code!.width).toBeGreaterThan(200);
  expect(button!.x).toBeGreaterThanOrEqual(code!.x + code!.width);
});

test('the code examples on the connect page read the secret', async ({ page, open, api, server }) => {
  const value = canary();
  const name = await api.secret(unique('connect+me'), [value]);
  const key = { id: server.access_key_id, secret: server.access_key_secret };
  await open(`/secrets/connect/${name}`);
  for (const label of ['Python', 'Python, older SDK', 'Secrets Manager Client']) {
    const code = await page.locator(`pre[aria-label="${label}"]`).textContent();
    expect(await runPython(code!, key), label).toBe(value);
  }
  const shell = await page.locator('pre[aria-label="curl"]').textContent();
  expect(JSON.parse(await runShell(shell!, key)).SecretData).toBe(value);
  expect(await page.content()).not.toContain(server.access_key_secret);
});

test('description and tags can be edited on the overview', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x'], { Tags: [{ TagKey: 'old', TagValue: '1' }] });
  await open(`/secrets/overview/${name}`);
  await page.locator('summary', { hasText: 'Edit description' }).click();
  await page.getByLabel(/^Description/).fill('Ledger, ask Payments');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Description saved')).toBeVisible();
  await page.locator('summary', { hasText: 'Add tag' }).click();
  await page.getByLabel('Key', { exact: true }).fill('team');
  await page.getByLabel(/^Value/).fill('payments');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('team=payments')).toBeVisible();
  await page.getByRole('button', { name: 'Remove tag old' }).click();
  await expect(page.getByText('old=1')).toHaveCount(0);
  const described = await api.call('DescribeSecret', { SecretName: name, FetchTags: 'true' });
  expect(described).toMatchObject({ Description: 'Ledger, ask Payments', Tags: { Tag: [{ TagKey: 'team', TagValue: 'payments' }] } });
});

test('a deleted secret can be restored within its recovery window', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x']);
  await open(`/secrets/overview/${name}`);
  await page.locator('summary', { hasText: 'Delete this secret' }).click();
  await page.getByLabel('Recovery window').fill('7');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Being deleted')).toBeVisible();
  await expect(page.getByRole('button', { name: /Reveal/ })).toHaveCount(0);
  await expect(api.value(name)).rejects.toThrow('Rejected.ResourceInDeleteWindow');
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('Being deleted')).toHaveCount(0);
  expect(await api.value(name)).toBe('x');
});

test('the audit tab shows only the events of this secret', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x', 'y']);
  await api.value(name);
  await open(`/secrets/audit/${name}`);
  const events = page.getByRole('table', { name: 'Events' }).locator('tbody tr[data-row]');
  await expect(events.filter({ hasText: 'PutSecretValue' })).toHaveCount(1);
  await expect(events.filter({ hasText: 'CreateSecret' })).toHaveCount(1);
  await expect(events.filter({ hasNotText: name.split('/')[1] })).toHaveCount(0);
  await expect(row(page, 'GetSecretValue').first()).toContainText('v2');
});
