// Connecting an application: the CA as a file and as text, and code that runs as printed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runPython, runShell } from './support/application';
import { Api, canary, expect, signedOutPage, signIn, hydrated, test, unique, type Page } from './support/fixtures';
import { startServer, type Server } from './support/server';

const PYTHON = ['Python', 'Python, older SDK', 'Secrets Manager Client'];

async function runAll(page: Page, server: Server, value: string) {
  const key = { id: server.access_key_id, secret: server.access_key_secret };
  for (const label of PYTHON) {
    expect(await runPython((await page.locator(`pre[aria-label="${label}"]`).textContent())!, key), label).toBe(value);
  }
  const shell = await page.locator('pre[aria-label="curl"]').textContent();
  expect(JSON.parse(await runShell(shell!, key)).SecretData).toBe(value);
}

test('the CA can be downloaded and copied, and the code uses the path where it was saved', async ({ page, open, api, server }) => {
  test.setTimeout(120_000);
  const value = canary();
  const name = await api.secret(unique('connect'), [value]);
  await open(`/secrets/connect/${name}`);
  const pem = readFileSync(server.ca_file, 'utf8');
  expect((await page.locator('pre[aria-label="PEM"]').textContent())!.trim()).toBe(pem.trim());
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  expect(download.suggestedFilename()).toBe('strongroom-ca.pem');
  const saved = path.join(mkdtempSync(path.join(tmpdir(), 'ca ')), 'strongroom ca.pem');
  await download.saveAs(saved);
  await runAll(page, server, value);
  await page.getByLabel('Path where the application runs').fill(saved);
  await expect(page.locator('pre[aria-label="Python"]')).toContainText(saved);
  await runAll(page, server, value);
});

test('with the operator\'s own certificate the code runs as printed too', async ({ browser }) => {
  test.setTimeout(180_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'own-'));
  const file = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Company CA', '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=strongroom');
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature,keyEncipherment\nbasicConstraints=CA:FALSE\n');
  openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'leaf.pem', '-days', '30', '-extfile', 'names');
  writeFileSync(file('chain.pem'), readFileSync(file('leaf.pem'), 'utf8') + readFileSync(file('ca.pem'), 'utf8'));

  const { server, stop } = await startServer('--', '--tls-cert-file', file('chain.pem'), '--tls-key-file', file('leaf.key'));
  try {
    const api = new Api({ ...server, api: server.api.replace('127.0.0.1', 'localhost'), ca_file: file('ca.pem') });
    const value = canary();
    const name = await api.secret(unique('own'), [value]);
    const page = await signedOutPage(browser, server);
    await signIn(page, server, server.admin_user, server.admin_password);
    await page.goto(`/secrets/connect/${name}`);
    await hydrated(page);
    await expect(page.locator('pre[aria-label="Python"]'), 'a name that the certificate is valid for').toContainText('localhost:');
    expect((await page.locator('pre[aria-label="PEM"]').textContent())!.trim()).toBe(readFileSync(file('ca.pem'), 'utf8').trim());
    await runAll(page, server, value);
    await page.context().close();
  } finally {
    await stop();
  }

  const outside = await startServer('--', '--tls-cert-file', file('leaf.pem'), '--tls-key-file', file('leaf.key'));
  try {
    const api = new Api({ ...outside.server, api: outside.server.api.replace('127.0.0.1', 'localhost'), ca_file: file('ca.pem') });
    const name = await api.secret(unique('own'), ['x']);
    const page = await signedOutPage(browser, outside.server);
    await signIn(page, outside.server, outside.server.admin_user, outside.server.admin_password);
    await page.goto(`/secrets/connect/${name}`);
    await expect(page.getByText('an authority outside Strongroom')).toBeVisible();
    await expect(page.locator('pre[aria-label="Python"]')).not.toContainText('ca=');
    await page.context().close();
  } finally {
    await outside.stop();
  }
});
