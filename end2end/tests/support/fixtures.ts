// For every test: one server, a signed-in administrator, and failure on any error in the browser's console.
import { test as base, expect, type Browser, type BrowserContext, type ConsoleMessage, type Page } from '@playwright/test';
import { Api } from './api';
import { logOf, startServer, type Server } from './server';

export { expect, type Page } from '@playwright/test';
export { Api, ApiError, canary, unique } from './api';

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

interface Fixtures {
  /** Patterns of console errors this test expects, such as the status of a missing page. */
  expectErrors: (...patterns: RegExp[]) => void;
  /** False for tests that start signed out. */
  signedIn: boolean;
  /** Goes to a page and waits until its scripts run. */
  open: (path: string) => Promise<void>;
  /** The administrator's session. */
  administrator: State;
  /** Another user's page, in its own browser context. */
  personPage: (user?: string, password?: string) => Promise<Page>;
}

interface WorkerFixtures {
  server: Server;
  api: Api;
  /** Signs the administrator in. The session is less than ten minutes old, so nothing requires re-authentication. */
  fresh: () => Promise<State>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const { server, stop } = await startServer();
      await use(server);
      const log = logOf(server);
      await stop();
      expect(log).not.toContain('panicked');
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  api: [async ({ server }, use) => use(new Api(server)), { scope: 'worker' }],

  fresh: [
    async ({ playwright, server }, use) => {
      let signedIn: { at: number; state: State } | undefined;
      await use(async () => {
        if (signedIn && Date.now() - signedIn.at < 600_000) return signedIn.state;
        const request = await playwright.request.newContext({ baseURL: server.console });
        const action = /action="(\/api\/sign_in\d+)"/.exec(await (await request.get('/sign-in')).text())![1];
        const form = { user: server.admin_user, password: server.admin_password, next: '/' };
        await request.post(action, { form, headers: { origin: server.console, accept: 'text/html' } });
        signedIn = { at: Date.now(), state: await request.storageState() };
        await request.dispose();
        return signedIn.state;
      });
    },
    { scope: 'worker' },
  ],

  administrator: async ({ fresh }, use) => use(await fresh()),

  signedIn: [true, { option: true }],
  baseURL: async ({ server }, use) => use(server.console),
  storageState: async ({ signedIn, fresh }, use) => use(signedIn ? await fresh() : { cookies: [], origins: [] }),

  expectErrors: async ({}, use, info) => {
    const patterns: RegExp[] = [];
    (info as any).expectedErrors = patterns;
    await use((...more) => patterns.push(...more));
  },

  page: async ({ page, expectErrors: _ }, use, info) => {
    const errors = watch(page);
    await use(page);
    expectNoErrors(errors, info);
  },

  open: async ({ page, javaScriptEnabled }, use) => {
    await use(async (path) => {
      await page.goto(path);
      if (javaScriptEnabled !== false) await hydrated(page);
    });
  },

  personPage: async ({ browser, server, expectErrors: _ }, use, info) => {
    const opened: { context: BrowserContext; errors: string[] }[] = [];
    await use(async (user = server.admin_user, password = server.admin_password) => {
      const page = await signedOutPage(browser, server);
      const context = page.context();
      opened.push({ context, errors: watch(page) });
      await signIn(page, server, user, password);
      return page;
    });
    for (const { context, errors } of opened) {
      expectNoErrors(errors, info);
      await context.close();
    }
  },
});

/** A page without a session, in its own context. */
export async function signedOutPage(browser: Browser, server: Server): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.console, storageState: { cookies: [], origins: [] } });
  return context.newPage();
}

/** Collects errors, panics and content security policy violations of a page. */
export function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error' || /panicked|hydration|Content.Security.Policy/i.test(message.text())) {
      errors.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('crash', () => errors.push('the page crashed'));
  return errors;
}

function expectNoErrors(errors: string[], info: object) {
  const expected: RegExp[] = (info as any).expectedErrors ?? [];
  expect.soft(errors.filter((error) => !expected.some((pattern) => pattern.test(error))), "the browser's console").toEqual([]);
}

/** Waits until the page is hydrated. */
export async function hydrated(page: Page) {
  const alive = page.locator('button[aria-keyshortcuts="Control+K"]:enabled, button[aria-label="Show typed text"]:enabled');
  await expect(alive.first()).toBeVisible({ timeout: 20_000 });
}

export async function signIn(page: Page, server: Server, user: string, password: string) {
  await page.goto(`${server.console}/sign-in`);
  await hydrated(page);
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${server.console}/`);
  await hydrated(page);
}

/** Opens a menu by its label, unless it is open. */
export async function openMenu(page: Page, words: string | RegExp) {
  const summary = page.locator('summary', { hasText: words }).first();
  if (!(await summary.evaluate((s) => (s.parentElement as HTMLDetailsElement).open))) await summary.click();
}

/** A row of a table by some text in it. */
export const row = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text });

/** A row by the start of its header cell. */
export const rowOf = (page: Page, head: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${head}\\b`) }) });

/** The clipboard's text, by pasting it: the page itself may not read it. */
export async function pasted(browser: Browser, page: Page): Promise<string> {
  const scratch = await page.context().newPage();
  await scratch.setContent('<textarea aria-label="paste here"></textarea>');
  const field = scratch.getByLabel('paste here');
  await field.focus();
  await scratch.keyboard.press('Control+V');
  const text = await field.inputValue();
  await scratch.close();
  return text;
}
