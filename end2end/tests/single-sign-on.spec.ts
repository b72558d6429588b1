// Signing in through an identity provider, and everything that only looks like it. Nothing here waits for scripts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { canary, expect, stranger, test as base, unique } from './support/fixtures';
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
  // A console that knows the provider.
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
/** A new person at the provider. */
async function person(provider: Provider, claims: Record<string, unknown>, amr?: string[]): Promise<string> {
  const login = `person-${++people}-${unique('p').slice(2)}`;
  await provider.account(login, { claims: { preferred_username: login, name: 'Some Body', ...claims }, amr });
  return login;
}

/** From the console's button to the provider's last question. */
async function asked(page: Page, login: string, from = '/sign-in') {
  // The provider's pages ask for a typeface from elsewhere.
  await page.context().route(/^https:/, (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  await page.goto(from);
  await page.getByRole('link', { name: 'Continue with Example Id' }).click();
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}

async function throughProvider(page: Page, login: string, from = '/sign-in') {
  await asked(page, login, from);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Goes as far as the provider's answer, without bringing it. */
async function answerOf(page: Page, login: string): Promise<URL> {
  await asked(page, login);
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Continue' }) });
  const options = { maxRedirects: 0 };
  let answer = await page.request.post((await form.getAttribute('action'))!, { ...options, form: { prompt: 'consent' } });
  for (;;) {
    const to = new URL(answer.headers().location, answer.url());
    if (to.pathname === '/sign-in/oidc/callback') return to;
    answer = await page.request.get(to.href, options);
  }
}

/** Where an address leads a browser, without being followed. */
async function leads(context: BrowserContext, address: string): Promise<string> {
  const answer = await context.request.get(address, { maxRedirects: 0 });
  expect(answer.status(), address).toBe(303);
  return answer.headers().location;
}

const isSignedIn = async (context: BrowserContext) => (await context.request.get('/account', { maxRedirects: 0 })).status() === 200;

/** What the audit trail says of sign-ins through the provider. */
async function trail(browser: Browser, server: Server, administrator: Awaited<ReturnType<BrowserContext['storageState']>>): Promise<string> {
  const context = await browser.newContext({ baseURL: server.console, storageState: administrator });
  const text = await (await context.request.get('/audit?action=ConsoleSigninSSO&range=1h')).text();
  await context.close();
  return text;
}

test('a person signs in, sees what the group allows, and stands in the audit trail', async ({ page, provider, server, browser, administrator, expectErrors }) => {
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

test('the same person is the same user, and loses a group with the provider', async ({ page, provider, server, api, browser }) => {
  const login = await person(provider, { groups: ['team', 'audit'] });
  await throughProvider(page, login);
  await expect(page).toHaveURL(`${server.console}/`);
  const { User: first } = await api.ram('GetUser', { UserName: login });
  const groups = async () => (await api.ram('ListGroupsForUser', { UserName: login })).Groups.Group.map((g: any) => g.GroupName).sort();
  expect(await groups()).toEqual(['Readers', 'Strong']);

  await provider.account(login, { claims: { preferred_username: 'renamed', groups: ['audit'] } });
  const later = await stranger(browser, server);
  await throughProvider(later, login);
  await expect(later).toHaveURL(`${server.console}/`);
  expect(await groups()).toEqual(['Strong']);
  expect((await api.ram('GetUser', { UserName: login })).User.UserId).toBe(first.UserId);
  expect((await later.goto('/secrets/overview/team/db'))!.status()).toBe(403);

  await provider.account(login, { claims: { preferred_username: login, groups: [] } });
  const last = await stranger(browser, server);
  await throughProvider(last, login);
  await expect(last.getByText('None of your groups at the identity provider has access to this console.')).toBeVisible();
  expect(await groups()).toEqual([]);
  expect(await isSignedIn(last.context())).toBe(false);
  await later.context().close();
  await last.context().close();
});

test('a second factor at the provider counts, a password alone does not', async ({ provider, server, browser }) => {
  for (const [amr, status] of [[['pwd', 'otp', 'mfa'], 200], [['pwd'], 403]] as const) {
    const login = await person(provider, { groups: ['audit'] }, [...amr]);
    const page = await stranger(browser, server);
    await throughProvider(page, login);
    await expect(page).toHaveURL(`${server.console}/`);
    expect((await page.goto('/audit'))!.status(), amr.join()).toBe(status);
    await page.context().close();
  }
});

test('who is in no group, declines, or has a name that is taken does not get in', async ({ page, provider, context }) => {
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

test('forged answers are refused and change nothing', async ({ page, context, provider, server, browser, administrator }) => {
  const again = '/sign-in?refused=again';
  const login = await person(provider, { groups: ['team'] });
  const nobody = await stranger(browser, server);
  expect(await leads(nobody.context(), '/sign-in/oidc/callback?code=x&state=y')).toBe(again);
  expect(await nobody.context().cookies()).toEqual([]);

  // Another browser brings the answer, without and with a sign-in of its own.
  const answer = await answerOf(page, login);
  expect(await leads(nobody.context(), answer.href)).toBe(again);
  const own = new URL(await leads(nobody.context(), '/sign-in/oidc'));
  expect(own.origin).toBe(provider.issuer);
  expect(own.searchParams.get('code_challenge_method')).toBe('S256');
  expect(await leads(nobody.context(), answer.href)).toBe(again);
  // With its own state the stolen code is another browser's.
  const swapped = new URL(answer);
  swapped.searchParams.set('state', own.searchParams.get('state')!);
  expect(await leads(nobody.context(), swapped.href)).toBe('/sign-in?refused=answer');
  expect(await isSignedIn(nobody.context())).toBe(false);

  // In the right browser: altered, and after that used up.
  const altered = (change: (query: URLSearchParams) => void) => {
    const address = new URL(answer);
    change(address.searchParams);
    return address.href;
  };
  expect(await leads(context, altered((query) => query.set('state', 'x')))).toBe(again);
  expect(await leads(context, altered((query) => query.delete('state')))).toBe(again);
  expect(await leads(context, altered((query) => query.append('state', 'x')))).toBe('/sign-in?refused=answer');
  expect(await leads(context, altered((query) => query.set('iss', 'https://evil.example')))).toBe('/sign-in?refused=answer');
  expect(await leads(context, answer.href), 'a state serves once').toBe(again);
  expect(await isSignedIn(context)).toBe(false);

  const events = await trail(browser, server, administrator);
  for (const reason of ['has begun no sign-in', 'not the one this browser was given', 'does not take the code', 'comes twice', 'does not name the configured provider']) {
    expect(events, reason).toContain(reason);
  }
  await nobody.context().close();
});

test('an answer that comes again signs nobody in and nobody out', async ({ page, context, provider, server }) => {
  let answer = '';
  page.on('request', (request) => {
    if (request.url().includes('/sign-in/oidc/callback')) answer = request.url();
  });
  await throughProvider(page, await person(provider, { groups: ['team'] }));
  await expect(page).toHaveURL(`${server.console}/`);
  expect(await leads(context, answer)).toBe('/sign-in?refused=again');
  expect(await isSignedIn(context)).toBe(true);
  await context.clearCookies();
  expect(await leads(context, answer)).toBe('/sign-in?refused=again');
  expect(await isSignedIn(context)).toBe(false);
});

test("nothing of the provider's words reaches a page", async ({ page, context }) => {
  await page.goto('/sign-in');
  const begun = new URL(await leads(context, '/sign-in/oidc?next=//evil.example'));
  const hostile = new URLSearchParams({ state: begun.searchParams.get('state')!, error: '<script>alert(1)</script>', error_description: '<b id="theirs">pay here</b>', error_uri: 'https://evil.example' });
  const back = await leads(context, `/sign-in/oidc/callback?${hostile}`);
  expect(back).toBe('/sign-in?refused=answer');
  await page.goto(`${back}%3Cb%3Etheirs`);
  await expect(page.getByRole('alert')).toContainText('Sign-in failed');
  expect(await page.content()).not.toMatch(/theirs|pay here|evil\.example/);
});
