// Notification channels and their log. The receivers are in this process: an HTTPS server with the certificate of the targets.
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, row, test, type Page } from './support/fixtures';
import { file, plainName } from './support/targets';

const KEY = '0123456789abcdef0123456789abcdef';
const result = (page: Page) => page.getByRole('status', { name: 'Result of the test' });

/** A receiver that answers with this status. */
async function receiver(status: number): Promise<{ url: string; heard: string[]; server: Server }> {
  const heard: string[] = [];
  const server = createServer({ cert: file('server.pem'), key: file('server.key') }, (request, response) => {
    let body = '';
    request.on('data', part => { body += part; });
    request.on('end', () => { heard.push(body); response.writeHead(status).end(); });
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/hook`, heard, server };
}

const webhook = (url: string) => ({ ChannelType: 'webhook', Url: url, SigningKey: KEY, CaCertificates: file('ca.pem') });

test('a channel is created, tested, changed and deleted, and its key is never shown', async ({ page, open }) => {
  const name = plainName('hook');
  await open('/settings');
  await page.getByRole('main').getByRole('link', { name: 'Notifications' }).click();
  await page.getByRole('link', { name: 'New channel' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel(/^Address/).fill('https://127.0.0.1:1/hook');
  await page.getByLabel(/^Signing key/).fill(KEY);
  await page.getByLabel('Rotation succeeded').check();
  await page.getByRole('button', { name: 'Create channel' }).click();
  await expect(page).toHaveURL(`/settings/notifications/${name}`);
  await expect(page.getByRole('list', { name: 'Notices' }).getByRole('listitem')).toHaveCount(9);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(result(page)).toContainText(/address is private|No connection/);
  expect(await page.content()).not.toContain(KEY);

  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByLabel(/^Signing key/)).toHaveValue('');
  await page.getByLabel(/^Names begin with/).fill('payments/');
  await page.getByLabel('Send notices').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Off: nothing is sent but tests')).toBeVisible();
  await page.getByRole('link', { name: 'Messages to this channel' }).click();
  await expect(page).toHaveURL(new RegExp(`channel=${name}`));
  await expect(page.getByRole('table', { name: 'Messages' })).toContainText(/Test of a notification channel/);
  await expect(row(page, name).first()).toContainText(/Webhook.*payments\/\*.*Off/s);

  await open(`/settings/notifications/${name}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByLabel(`Type ${name} to confirm`).fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL('/settings/notifications');
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
});

test('what is wrong with a field stands at the field', async ({ page, open, expectErrors }) => {
  expectErrors(/status of 4/);
  await open('/settings/notifications/new');
  await page.getByLabel('Name', { exact: true }).fill(plainName('hook'));
  await page.getByLabel(/^Address/).fill('http://hooks.example.org/');
  await page.getByLabel(/^Signing key/).fill(KEY);
  await page.getByRole('button', { name: 'Create channel' }).click();
  await expect(page.getByLabel(/^Address/)).toHaveAccessibleDescription(/Must be an address such as https/);
  await expect(page.getByLabel(/^Address/)).toBeFocused();
  await page.getByLabel(/^Address/).fill('https://hooks.example.org/');
  await page.getByLabel(/^Signing key/).fill('short');
  await page.getByRole('button', { name: 'Create channel' }).click();
  await expect(page.getByLabel(/^Signing key/)).toHaveAccessibleDescription(/Must have 32 to/);
});

test('a signing key is made in the browser and shown until the form is left', async ({ page, open }) => {
  const name = plainName('hook');
  await open('/settings/notifications/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel(/^Address/).fill('https://hooks.example.org/');
  await page.getByRole('button', { name: 'Generate' }).click();
  const key = await page.getByLabel(/^Signing key/).inputValue();
  expect(key).toMatch(/^[A-Za-z0-9]{48}$/);
  await expect(page.getByRole('status').filter({ hasText: 'Set the same key at the receiver.' })).toContainText(key);
  await page.getByRole('button', { name: 'Create channel' }).click();
  await expect(page).toHaveURL(`/settings/notifications/${name}`);
  expect(await page.content()).not.toContain(key);
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByLabel(/^Signing key/)).toHaveValue('');
});

test('the form follows the kind, and mail is set up with its server', async ({ page, open }) => {
  const name = plainName('mail');
  await open('/settings/notifications/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await expect(page.getByLabel(/^Mail server/)).toHaveCount(0);
  await page.getByLabel('Kind').selectOption('Mail');
  await expect(page.getByLabel(/^Signing key/)).toHaveCount(0);
  await page.getByLabel(/^Mail server/).fill('127.0.0.1');
  await page.getByLabel(/^Port/).fill('1');
  await page.getByLabel('From').fill('strongroom@example.org');
  await page.getByLabel(/^To/).fill('ops@example.org\nlead@example.org');
  await page.getByRole('button', { name: 'Create channel' }).click();
  await expect(page).toHaveURL(`/settings/notifications/${name}`);
  await expect(page.getByText('lead@example.org')).toBeVisible();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(result(page)).toContainText('No connection.');
});

test('the log shows what came of messages, and filters are part of the address', async ({ page, open, api }) => {
  const name = plainName('hook');
  await api.own('CreateNotificationChannel', { ChannelName: name, ...webhook((await receiver(204)).url) });
  await api.own('TestNotificationChannel', { ChannelName: name });
  await open(`/settings/notifications?channel=${name}`);
  await expect(page.getByRole('table', { name: 'Messages' }).getByRole('row')).toHaveCount(2);
  await page.getByRole('link', { name: 'Waiting', exact: true }).click();
  await expect(page).toHaveURL(/state=waiting/);
  await expect(page.getByText('No messages match these filters')).toBeVisible();
  await page.reload();
  await expect(page.getByText('No messages match these filters')).toBeVisible();
});

test('a phone shows channels without scrolling sideways', async ({ page, open, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const name = plainName('hook');
  await api.own('CreateNotificationChannel', { ChannelName: name, ...webhook(`https://hooks.example.org/${'a'.repeat(120)}`) });
  for (const path of ['/settings/notifications', `/settings/notifications/${name}`, `/settings/notifications/${name}/edit`]) {
    await open(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
});
