// A server whose root key is protected by a passphrase starts sealed and is unsealed on a page.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, hydrated, test } from './support/fixtures';
import { here } from './support/server';

const program = path.resolve(process.env.STRONGROOM_BIN ?? path.join(here, '../dist/strongroom'));
const passphrase = 'correct horse battery staple';

const freePort = () => new Promise<number>((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address() as { port: number };
    probe.close(() => resolve(port));
  });
});

test.use({ signedIn: false });

test('only the right passphrase unseals the server', async ({ browser }) => {
  test.setTimeout(120_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-sealed-'));
  const file = path.join(folder, 'passphrase');
  writeFileSync(file, passphrase, { mode: 0o600 });
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_')));
  const data = path.join(folder, 'data');
  const cwd = path.dirname(program).endsWith('dist') ? path.dirname(program) : path.join(here, '..');
  const made = spawnSync(program, ['init', '--data-dir', data, '--root-key', 'passphrase', '--passphrase-file', file, '--json'], { cwd, env: environment, encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(0);
  const facts = JSON.parse(made.stdout);
  const origin = `127.0.0.1:${await freePort()}`;
  const log = openSync(path.join(folder, 'log'), 'w');
  const server = spawn(program, ['serve', '--data-dir', data, '--root-key', 'passphrase', '--console', origin, '--api', `127.0.0.1:${await freePort()}`], { cwd, env: environment, stdio: ['ignore', log, log] });
  const context = await browser.newContext({ baseURL: `http://${origin}` });
  try {
    const page = await context.newPage();
    await expect.poll(async () => (await context.request.get('/healthz').catch(() => null))?.status(), { timeout: 20_000 }).toBe(503);
    expect(await (await context.request.get('/healthz')).text()).toContain('sealed');
    await page.goto('/secrets');
    await expect(page).toHaveURL(/\/sealed/);
    await hydrated(page);
    await page.getByLabel('Passphrase', { exact: true }).fill('wrong horse');
    await page.getByRole('button', { name: 'Unseal' }).click();
    await expect(page.getByText('Still sealed')).toBeVisible({ timeout: 30_000 });
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByRole('button', { name: 'Unseal' }).click();
    await expect(page).toHaveURL(/\/sign-in/, { timeout: 30_000 });
    await hydrated(page);
    await page.getByLabel('User name').fill(facts.admin_user);
    await page.getByLabel('Password', { exact: true }).fill(facts.admin_password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(`http://${origin}/`);
    expect((await context.request.get('/healthz')).status()).toBe(200);
  } finally {
    await context.close();
    server.kill();
    await new Promise((resolve) => server.once('exit', resolve));
    rmSync(folder, { recursive: true, force: true });
  }
});
