// Single sign-on through an identity provider, and forged attempts at it. Nothing here waits for scripts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { Api, canary, expect, signedOutPage, test as base, unique } from './support/fixtures';
import { CLIENT, startProvider, type Provider } from './support/provider';
import { logOf, startServer, type Server } from './support/server';

const SECRET = canary();
const READS = { Version: '1', Statement: [{ Effect: 'Allow', Action: ['kms:DescribeSecret', 'kms:List*', 'kms:GetSecretValue'], Resource: 'acs:kms:*:*:secret/team/*' }] };
const STRONG = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'actiontrail:*', Resource: '*', Condition: { Bool: { 'acs:MFAPresent': 'true' } } }] };

const test = base.extend<object, { provider: Provider }>({
  provider: [
    async ({}, use) => {
      const provider = await startProvider();
      await use(provider);
      await provider.stop();
    },
    { scope: 'worker' },
  ],
  // A console configured with the provider.
  server: [
    async ({ provider }, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-sso-'));
      const secret = path.join(folder, 'secret');
      writeFileSync(secret, SECRET, { mode: 0o600 });
      const { server, stop } = await startServer('--', '--oidc-issuer', provider.issuer, '--oidc-client-id', CLIENT,
        '--oidc-client-secret-file', secret, '--oidc-name', 'Example Id', '--oidc-groups', 'team=Readers,audit=Strong');
      await provider.serve(server.console, SECRET);
      await use(server);
      const log = logOf(server);
      await stop();
      rmSync(folder, { recursive: true, force: true });
      expect(log).not.toContain('panicked');
      expect(log).not.toContain(SECRET);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test.use({ signedIn: false });

test.beforeEach(({ expectErrors }) => expectErrors(/favicon\.ico/));

test.beforeAll(async ({ api }) => {
  for (const [group, policy, document] of [['Readers', 'reads-team', READS], ['Strong', 'audits', STRONG]] as const) {
    await api.ram('CreateGroup', { GroupName: group });
    await api.ram('CreatePolicy', { PolicyName: policy, PolicyDocument: JSON.stringify(document) });
    await api.ram('AttachPolicyToGroup', { PolicyType: 'Custom', PolicyName: policy, GroupName: group });
  }
  await api.secret('team/db', ['x']);
  await api.secret('other/db', ['x']);
});

let people = 0;
/** Creates an account at the provider. */
async function person(provider: Provider, claims: Record<string, unknown>, amr?: string[]): Promise<string> {
  const login = `person-${++people}-${unique('p').slice(2)}`;
  await provider.account(login, { claims: { preferred_username: login, name: 'Some Body', ...claims }, amr });
  return login;
}

/** From the console's button to the provider's consent page. */
async function toConsent(page: Page, login: string, from = '/sign-in') {
  // The provider's pages load a font from another site.
  await page.context().route(/^https:/, (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  await page.goto(from);
  await page.getByRole('link', { name: 'Continue with Example Id' }).click();
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}

async function throughProvider(page: Page, login: string, from = '/sign-in') {
  await toConsent(page, login, from);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Follows the sign-in up to the provider's response, and returns that without delivering it. */
async function responseOf(page: Page, login: string): Promise<URL> {
  await toConsent(page, login);
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Continue' }) });
  const options = { maxRedirects: 0 };
  let response = await page.request.post((await form.getAttribute('action'))!, { ...options, form: { prompt: 'consent' } });
  for (;;) {
    const to = new URL(response.headers().location, response.url());
    if (to.pathname === '/sign-in/oidc/callback') return to;
    response = await page.request.get(to.href, options);
  }
}

/** The redirect of an address, which is not followed. */
async function redirectOf(context: BrowserContext, address: string): Promise<string> {
  const response = await context.request.get(address, { maxRedirects: 0 });
  expect(response.status(), address).toBe(303);
  return response.headers().location;
}

const isSignedIn = async (context: BrowserContext) => (await context.request.get('/account', { maxRedirects: 0 })).status() === 200;

/** The audit events of sign-ins through the provider. */
async function trail(browser: Browser, server: Server, administrator: Awaited<ReturnType<BrowserContext['storageState']>>): Promise<string> {
  const context = await browser.newContext({ baseURL: server.console, storageState: administrator });
  const text = await (await context.request.get('/audit?action=ConsoleSigninSSO&range=1h')).text();
  await context.close();
  return text;
}

test('a user who signs in has the access of the group, and the sign-in is audited', async ({ page, provider, server, browser, administrator, expectErrors }) => {
  expectErrors(/status of 403/);
  const login = await person(provider, { groups: ['team', 'elsewhere'] }, ['pwd']);
  await throughProvider(page, login, '/secrets/overview/team/db');
  await expect(page).toHaveURL(`${server.console}/secrets/overview/team/db`);
  await expect(page.getByRole('heading', { level: 1, name: 'team/db' })).toBeVisible();
  expect((await page.goto('/secrets/overview/other/db'))!.status()).toBe(403);
  await page.goto('/account');
  await expect(page.getByText('You sign in through Example Id.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible();
  await expect(page.getByLabel('Current password')).toHaveCount(0);
  await expect(page.getByText('Authenticator app')).toHaveCount(0);
  const events = await trail(browser, server, administrator);
  expect(events).toContain(login);
  expect(events).toContain(`created for ${login} of ${provider.issuer}`);

  const context = await browser.newContext({ baseURL: server.console, storageState: administrator });
  const facts = await (await context.request.get(`/users/${login}`)).text();
  expect(facts).toContain('through Example Id');
  await context.close();
});

test('a returning user keeps the account, and group changes at the provider apply', async ({ page, provider, server, api, browser }) => {
  const login = await person(provider, { groups: ['team', 'audit'] });
  await throughProvider(page, login);
  await expect(page).toHaveURL(`${server.console}/`);
  const { User: first } = await api.ram('GetUser', { UserName: login });
  const groups = async () => (await api.ram('ListGroupsForUser', { UserName: login })).Groups.Group.map((g: any) => g.GroupName).sort();
  expect(await groups()).toEqual(['Readers', 'Strong']);

  await provider.account(login, { claims: { preferred_username: 'renamed', groups: ['audit'] } });
  const later = await signedOutPage(browser, server);
  await throughProvider(later, login);
  await expect(later).toHaveURL(`${server.console}/`);
  expect(await groups()).toEqual(['Strong']);
  expect((await api.ram('GetUser', { UserName: login })).User.UserId).toBe(first.UserId);
  expect((await later.goto('/secrets/overview/team/db'))!.status()).toBe(403);

  await provider.account(login, { claims: { preferred_username: login, groups: [] } });
  const last = await signedOutPage(browser, server);
  await throughProvider(last, login);
  await expect(last.getByText('None of your groups at the identity provider has access to this console.')).toBeVisible();
  expect(await groups()).toEqual([]);
  expect(await isSignedIn(last.context())).toBe(false);
  await later.context().close();
  await last.context().close();
});

test('acs:MFAPresent is true only after a second factor at the provider', async ({ provider, server, browser }) => {
  for (const [amr, status] of [[['pwd', 'otp', 'mfa'], 200], [['pwd'], 403]] as const) {
    const login = await person(provider, { groups: ['audit'] }, [...amr]);
    const page = await signedOutPage(browser, server);
    await throughProvider(page, login);
    await expect(page).toHaveURL(`${server.console}/`);
    expect((await page.goto('/audit'))!.status(), amr.join()).toBe(status);
    await page.context().close();
  }
});

test('sign-in is refused without a mapped group, with a taken or invalid name, and if the user declines', async ({ page, provider, context }) => {
  await throughProvider(page, await person(provider, { groups: ['elsewhere'] }));
  await expect(page.getByRole('alert')).toContainText('None of your groups');
  await context.clearCookies();
  await throughProvider(page, await person(provider, { preferred_username: 'Admin', groups: ['team'] }));
  await expect(page.getByRole('alert')).toContainText('A user with your name already exists');
  await context.clearCookies();
  await throughProvider(page, await person(provider, { preferred_username: '\u202e\u200b', name: '<img src=x>'.repeat(20), groups: ['team'] }));
  await expect(page.getByRole('alert')).toContainText('is a valid user name here');
  await context.clearCookies();
  await page.goto('/sign-in?next=/keys');
  await page.getByRole('link', { name: 'Continue with Example Id' }).click();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toContainText('did not sign you in');
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fkeys&refused=declined$/);
  expect(await isSignedIn(context)).toBe(false);
});

test('forged responses are rejected and change nothing', async ({ page, context, provider, server, browser, administrator }) => {
  const again = '/sign-in?refused=again';
  const login = await person(provider, { groups: ['team'] });
  const other = await signedOutPage(browser, server);
  expect(await redirectOf(other.context(), '/sign-in/oidc/callback?code=x&state=y')).toBe(again);
  expect(await other.context().cookies()).toEqual([]);

  // Another browser delivers the response, without and with its own sign-in in progress.
  const response = await responseOf(page, login);
  expect(await redirectOf(other.context(), response.href)).toBe(again);
  const own = new URL(await redirectOf(other.context(), '/sign-in/oidc'));
  expect(own.origin).toBe(provider.issuer);
  expect(own.searchParams.get('code_challenge_method')).toBe('S256');
  expect(await redirectOf(other.context(), response.href)).toBe(again);
  // With that browser's own state, the stolen code fails verification.
  const swapped = new URL(response);
  swapped.searchParams.set('state', own.searchParams.get('state')!);
  expect(await redirectOf(other.context(), swapped.href)).toBe('/sign-in?refused=answer');
  expect(await isSignedIn(other.context())).toBe(false);

  // The right browser: altered responses, then the original, whose state is used up.
  const altered = (change: (query: URLSearchParams) => void) => {
    const address = new URL(response);
    change(address.searchParams);
    return address.href;
  };
  expect(await redirectOf(context, altered((query) => query.set('state', 'x')))).toBe(again);
  expect(await redirectOf(context, altered((query) => query.delete('state')))).toBe(again);
  expect(await redirectOf(context, altered((query) => query.append('state', 'x')))).toBe('/sign-in?refused=answer');
  expect(await redirectOf(context, altered((query) => query.set('iss', 'https://evil.example')))).toBe('/sign-in?refused=answer');
  expect(await redirectOf(context, response.href), 'a state can be used once').toBe(again);
  expect(await isSignedIn(context)).toBe(false);

  const events = await trail(browser, server, administrator);
  for (const reason of ['has no sign-in in progress', 'the state does not match', 'rejected the code', 'is repeated', 'does not name the configured issuer']) {
    expect(events, reason).toContain(reason);
  }
  await other.context().close();
});

test('a replayed response neither signs in nor ends the session', async ({ page, context, provider, server }) => {
  let response = '';
  page.on('request', (request) => {
    if (request.url().includes('/sign-in/oidc/callback')) response = request.url();
  });
  await throughProvider(page, await person(provider, { groups: ['team'] }));
  await expect(page).toHaveURL(`${server.console}/`);
  expect(await redirectOf(context, response)).toBe('/sign-in?refused=again');
  expect(await isSignedIn(context)).toBe(true);
  await context.clearCookies();
  expect(await redirectOf(context, response)).toBe('/sign-in?refused=again');
  expect(await isSignedIn(context)).toBe(false);
});

test("error texts of the provider are not shown", async ({ page, context }) => {
  await page.goto('/sign-in');
  const begun = new URL(await redirectOf(context, '/sign-in/oidc?next=//evil.example'));
  const hostile = new URLSearchParams({ state: begun.searchParams.get('state')!, error: '<script>alert(1)</script>', error_description: '<b id="theirs">pay here</b>', error_uri: 'https://evil.example' });
  const back = await redirectOf(context, `/sign-in/oidc/callback?${hostile}`);
  expect(back).toBe('/sign-in?refused=answer');
  await page.goto(`${back}%3Cb%3Etheirs`);
  await expect(page.getByRole('alert')).toContainText('Sign-in failed');
  expect(await page.content()).not.toMatch(/theirs|pay here|evil\.example/);
});

test('a provider without ID tokens signs users in by its UserInfo endpoint', async ({ browser }) => {
  test.setTimeout(120_000);
  const provider = await startProvider();
  const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-oauth2-'));
  const secret = path.join(folder, 'secret');
  writeFileSync(secret, SECRET, { mode: 0o600 });
  const { server, stop } = await startServer('--', '--oidc-issuer', provider.issuer, '--oidc-client-id', CLIENT,
    '--oidc-client-secret-file', secret, '--oidc-name', 'Example Id', '--oidc-groups', 'team=Readers', '--oidc-scopes', 'profile',
    '--oidc-authorization-endpoint', `${provider.issuer}/auth`, '--oidc-token-endpoint', `${provider.issuer}/token`,
    '--oidc-userinfo-endpoint', `${provider.issuer}/user`, '--oidc-subject-claim', 'id', '--oidc-name-claim', 'login');
  await provider.serve(server.console, SECRET);
  await new Api(server).ram('CreateGroup', { GroupName: 'Readers' });
  for (const [groups, in_] of [[[{ name: 'team' }], true], [['elsewhere'], false]] as const) {
    const login = await person(provider, { id: 4_711 + people, groups });
    const page = await signedOutPage(browser, server);
    await throughProvider(page, login);
    if (in_) await expect(page).toHaveURL(`${server.console}/`);
    else await expect(page.getByRole('alert')).toContainText('None of your groups');
    expect(await isSignedIn(page.context())).toBe(in_);
    await page.context().close();
  }
  const log = logOf(server);
  await stop();
  await provider.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(log).not.toContain('panicked');
});
