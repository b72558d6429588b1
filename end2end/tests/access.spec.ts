// Signing in and out, missing pages, response headers, and requests from other sites.
import { request as http } from 'node:http';
import { canary, expect, hydrated, signedOutPage, test, unique } from './support/fixtures';
import { startServer } from './support/server';
import { packed } from './support/site';

test.describe('signed out', () => {
  test.use({ signedIn: false });

  test('a signed-out visitor returns to the requested page after signing in', async ({ page, server }) => {
    await page.goto('/secrets?q=payments');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await hydrated(page);
    await page.getByLabel('User name').fill(server.admin_user);
    await page.getByLabel('Password', { exact: true }).fill(server.admin_password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/secrets?q=payments');
    await hydrated(page);
    await page.locator('summary[aria-label*="account of"]').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto('/secrets');
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test('sign-in never redirects to another site', async ({ page, server }) => {
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await hydrated(page);
      await page.getByLabel('User name').fill(server.admin_user);
      await page.getByLabel('Password', { exact: true }).fill(server.admin_password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page).toHaveURL(`${server.console}/`);
      await page.context().clearCookies();
    }
  });

  test('pages and server functions reveal nothing without a session', async ({ request, server, api }) => {
    const name = await api.secret(unique(), [canary()]);
    for (const path of ['/', '/secrets', `/secrets/overview/${name}`, '/audit', '/users', '/users/admin', '/groups', '/policies', '/policies/System/StrongroomAuditor', '/policies/new', '/explain', `/secrets/access/${name}`, '/keys', '/keys/0198', '/settings', '/account', '/secrets/new']) {
      const response = await request.get(path, { maxRedirects: 0, headers: { accept: 'text/html' } });
      expect(response.status(), path).toBe(302);
      expect(response.headers().location, path).toMatch(/^\/sign-in/);
      expect(await response.text()).not.toContain(name);
    }
    const pkg = await packed(request);
    const parts: Record<string, string[]> = await (await request.get(`${pkg}/__wasm_split_manifest.json`)).json();
    const functions = new Set<string>();
    for (const file of new Set(['console', ...Object.values(parts).flat()])) {
      const wasm = (await (await request.get(`${pkg}/${file}.wasm`)).body()).toString('latin1');
      for (const [name] of wasm.matchAll(/\/api\/[a-z_]+\d{6,20}/g)) functions.add(name);
    }
    expect(functions.size).toBeGreaterThan(30);
    const form = { name, id: 'x', user: 'x', key: 'x', version: 'v1' };
    const post = (path: string) => request.post(path, { headers: { origin: server.console, accept: 'application/json' }, form });
    for (const path of [...functions].filter((f) => !/sign_in|\/seal|unseal|set_theme|sign_out/.test(f))) {
      // Texts lie side by side in the bundle: the first digit of the next one may follow the number at once.
      const first = await post(path);
      const response = first.status() === 404 ? await post(path.slice(0, -1)) : first;
      expect([400, 401, 415].includes(response.status()), `${path} responded ${response.status()}`).toBe(true);
      expect(await response.text()).not.toContain(name);
    }
  });
});

test('repeated wrong passwords are throttled', async ({ browser }) => {
  test.setTimeout(90_000);
  const { server, stop } = await startServer();
  const page = await signedOutPage(browser, server);
  try {
    await page.goto('/sign-in');
    await hydrated(page);
    const throttled = page.getByText('Too many attempts', { exact: true });
    for (let n = 0; n < 30 && !(await throttled.isVisible()); n++) {
      await page.getByLabel('User name').fill(server.admin_user);
      await page.getByLabel('Password', { exact: true }).fill(`guess ${n}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByText('Not signed in').or(throttled)).toBeVisible();
    }
    await expect(throttled).toBeVisible();
    await expect(page.getByRole('button', { name: /You can try again in \d+ s/ })).toHaveAttribute('aria-disabled', 'true');
  } finally {
    await page.context().close();
    await stop();
  }
});

test('unknown pages and secrets respond with 404 and a link to continue', async ({ page, open, expectErrors }) => {
  expectErrors(/status of 404/);
  for (const [path, words] of [
    ['/nothing-here', 'This page does not exist'], ['/secrets/overview/%3Cb%3E', 'This page does not exist'],
    ['/secrets/nothing/x', 'This page does not exist'], [`/secrets/overview/${unique('absent')}`, 'not found'],
    [`/secrets/edit/${unique('absent')}`, 'not found'], [`/secrets/versions/${unique('absent')}`, 'not found'],
  ]) {
    const response = await page.goto(path);
    expect(response!.status(), path).toBe(404);
    await expect(page.getByText(words).first(), path).toBeVisible();
  }
  await open('/secrets');
});

test('a secret in its recovery window has pages but no value', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x', 'y']);
  await api.call('DeleteSecret', { SecretName: name });
  for (const tab of ['overview', 'versions', 'audit', 'connect']) {
    await open(`/secrets/${tab}/${name}`);
    await expect(page.getByText('Being deleted')).toBeVisible();
    await expect(page.getByRole('button', { name: /Reveal/ })).toHaveCount(0);
  }
});

test('responses have the security headers', async ({ page, request, server, api, context }) => {
  const name = await api.secret(unique(), ['x']);
  const nonces = new Set<string>();
  for (const path of ['/sign-in', '/secrets', `/secrets/overview/${name}`, '/audit', '/nothing-here']) {
    const response = await request.get(path);
    const headers = response.headers();
    const policy = headers['content-security-policy'];
    expect(policy, path).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toContain("'unsafe-inline'");
    expect(policy).not.toContain("'unsafe-eval'");
    const nonce = /'nonce-([^']+)'/.exec(policy)![1];
    expect(nonces.has(nonce), 'a nonce is used once').toBe(false);
    nonces.add(nonce);
    const html = await response.text();
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
    expect(html).not.toMatch(/<[^>]+\sstyle="/);
    expect(html).not.toMatch(/<[^>]+\son[a-z]+="/);
    expect(headers['cache-control']).toContain('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  }
  const session = (await context.cookies()).filter((cookie) => cookie.name !== 'theme');
  expect(session.map((cookie) => cookie.name).sort()).toEqual(['strongroom', 'strongroom-device']);
  for (const cookie of session)
    expect(cookie).toMatchObject({ httpOnly: true, path: '/', sameSite: expect.stringMatching(/Lax|Strict/) });
  const script = await request.get(`${await packed(request)}/console.js`);
  expect(script.status()).toBe(200);
  expect(script.headers()['x-content-type-options']).toBe('nosniff');
  for (const path of ['/pkg/../Leptos.toml', '/%2e%2e/%2e%2e/etc/passwd', '/pkg/%2e%2e/%2e%2e/root.key', '/.env', '/strongroom.db']) {
    const status = await new Promise<number>((resolve, reject) =>
      http(`${server.console}${path}`, { path }, (response) => (response.resume(), resolve(response.statusCode!))).on('error', reject).end());
    expect([400, 404]).toContain(status);
  }
  await page.close();
});

test('a POST from another site is rejected', async ({ page, api, server, context, expectErrors }) => {
  expectErrors(/status of 403/);
  const name = await api.secret(unique(), ['x']);
  const html = await (await context.request.get(`/secrets/overview/${name}`)).text();
  // The form says which secret the page showed; what it sends is valid apart from where it comes from.
  const action = /action="(\/api\/delete_secret\d+\?seen=[^"]+)"/.exec(html)![1];
  const revision = /name="revision" value="(\d+)"/.exec(html)![1];
  for (const headers of [
    { origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site', origin: server.console },
    { 'sec-fetch-site': 'same-site' }, { origin: server.console.replace('127.0.0.1', '127.0.0.2') }, { origin: `${server.console}.evil.example` }, {},
  ]) {
    const response = await context.request.post(action, { headers, form: { name, revision, days: '7' }, maxRedirects: 0 });
    expect(response.status(), JSON.stringify(headers)).toBe(403);
  }
  const read = await context.request.get(`${action}&name=${encodeURIComponent(name)}&revision=${revision}&days=7`, { failOnStatusCode: false });
  expect(read.status()).not.toBe(200);
  expect(await api.value(name)).toBe('x');

  // In a real browser: a form on a page of another origin.
  await page.route('http://evil.example/', (route) => route.fulfill({
    contentType: 'text/html',
    body: `<form method="post" action="${server.console}${action}"><input name="name" value="${name}"><input name="revision" value="${revision}"><input name="days" value="7"><button>go</button></form>`,
  }));
  await page.goto('http://evil.example/');
  const [response] = await Promise.all([page.waitForResponse((r) => r.url().includes(action)), page.getByRole('button').click()]);
  expect(response.status()).toBe(403);
  expect(await api.value(name)).toBe('x');
});
