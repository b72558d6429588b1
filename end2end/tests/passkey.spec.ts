// Passkeys and re-authentication, with the virtual authenticator of Chromium's DevTools.
import { canary, expect, hydrated, signedOutPage, test, unique, type Page } from './support/fixtures';
import type { Server } from './support/server';

/** Passkeys require a host name instead of an IP address. */
const named = (server: Server) => server.console.replace('127.0.0.1', 'localhost');

/** Creates an administrator; returns name and password. */
async function person(page: Page, open: (path: string) => Promise<void>): Promise<[string, string]> {
  const [user, password] = [unique('person').replace('/', '-'), `Passphrase ${canary()}`];
  await open('/users');
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog', { name: 'New user' });
  await dialog.getByLabel('Name', { exact: true }).fill(user);
  await dialog.getByRole('radio', { name: 'Administrator' }).check();
  await dialog.getByLabel(/^Console password/).fill(password);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toBeHidden();
  return [user, password];
}

/** Adds a virtual authenticator that verifies its user without interaction. */
async function device(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    /** Sets whether user verification succeeds. */
    verified: (isUserVerified: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    passkeys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  };
}

async function signIn(page: Page, server: Server, user: string, password: string) {
  await page.goto(`${named(server)}/sign-in`);
  await hydrated(page);
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function add(page: Page, server: Server, name: string) {
  await page.goto(`${named(server)}/account`);
  await hydrated(page);
  const card = page.locator('#passkeys');
  await card.getByLabel('Passkey name').fill(name);
  await card.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(card.getByRole('list', { name: 'Passkeys' })).toContainText(name);
}

async function signOut(page: Page) {
  await page.locator('summary[aria-label*="account of"]').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

test('a passkey signs in alone and after the password until it is removed', async ({ page, open, browser, server, expectErrors }) => {
  expectErrors(/status of 40[13]/);
  const [user, password] = await person(page, open);
  const one = await signedOutPage(browser, server);
  const phone = await device(one);
  await signIn(one, server, user, password);
  await expect(one).toHaveURL(`${named(server)}/`);
  await add(one, server, "Ann's <b>phone</b>");
  await expect(one.locator('#recovery-codes li')).toHaveCount(10);
  expect(await phone.passkeys()).toBe(1);
  const recovery = await one.locator('#recovery-codes li code').first().innerText();
  await one.getByRole('button', { name: 'I have stored the codes' }).click();
  await signOut(one);

  // Passkey alone.
  await hydrated(one);
  await one.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(one).toHaveURL(`${named(server)}/`);
  await hydrated(one);
  await one.goto(`${named(server)}/account`);
  await expect(one.locator('#passkeys')).toContainText('used');
  await hydrated(one);
  await one.locator('#passkeys').getByRole('button', { name: /^Rename/ }).click();
  await one.getByRole('dialog').getByLabel('Name').fill('Old <i>phone</i>');
  await one.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(one.locator('#passkeys').getByRole('list', { name: 'Passkeys' })).toContainText('Old <i>phone</i>');
  await signOut(one);

  // Without user verification the sign-in fails.
  await hydrated(one);
  await phone.verified(false);
  await one.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(one.getByText(/The passkey was not used/)).toBeVisible();
  await phone.verified(true);

  // After the password, and then with a recovery code instead.
  await signIn(one, server, user, password);
  await expect(one).toHaveURL(/\/sign-in\/code\?passkey=1/);
  await one.waitForLoadState('networkidle');
  await one.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(one).toHaveURL(`${named(server)}/`);
  const two = await signedOutPage(browser, server);
  await signIn(two, server, user, password);
  await expect(two).toHaveURL(/\/sign-in\/code/);
  await two.waitForLoadState('networkidle');
  await two.getByLabel('Code', { exact: true }).fill(recovery);
  await two.getByRole('button', { name: 'Continue' }).click();
  await expect(two).toHaveURL(`${named(server)}/`);

  // The recent sign-in permits removing it, and the other session ends.
  await one.goto(`${named(server)}/account`);
  await hydrated(one);
  await one.locator('#passkeys').getByRole('button', { name: /^Remove/ }).click();
  await one.getByRole('dialog').getByRole('button', { name: 'Remove passkey' }).click();
  await expect(one.locator('#passkeys')).toContainText('You have no passkeys.');
  await two.goto(`${named(server)}/secrets`);
  await expect(two).toHaveURL(/\/sign-in/);
  await two.context().close();
  await one.context().close();
});

test('at an IP address the button names the host that supports passkeys', async ({ browser, server, expectErrors }) => {
  expectErrors(/status of 400/);
  const page = await signedOutPage(browser, server);
  await page.goto(`${server.console}/sign-in`);
  await hydrated(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByText(`Passkeys work only at ${named(server)}.`)).toBeVisible();
  await page.context().close();
});

test.describe('re-authentication', () => {
  /** Responds once as the server does when the last verification is too old; the next call reaches the server. */
  async function stale(page: Page, call: RegExp) {
    await page.route(call, (route) => route.fulfill({
      status: 403, contentType: 'application/json',
      body: JSON.stringify({ kind: 'StepUp', message: 'Confirm your identity to continue.', field: null }),
    }), { times: 1 });
  }

  test('a value is revealed after the password, with the keyboard alone', async ({ page, open, api, personPage, expectErrors }) => {
    expectErrors(/status of 403/);
    const [user, password] = await person(page, open);
    const value = canary();
    const name = await api.secret(unique(), [{ password: value }]);
    const one = await personPage(user, password);
    await one.goto(`/secrets/overview/${name}`);
    await hydrated(one);
    await stale(one, /\/api\/reveal_value/);
    await one.getByRole('button', { name: 'Reveal password' }).press('Enter');
    const dialog = one.getByRole('dialog', { name: 'Confirm your identity' });
    await expect(dialog.getByLabel('Your password', { exact: true })).toBeVisible();
    await dialog.getByLabel('Your password', { exact: true }).fill('wrong');
    await one.keyboard.press('Enter');
    await expect(dialog.getByText('The password is wrong.')).toBeVisible();
    await expect(one.getByText(value)).toHaveCount(0);
    await dialog.getByLabel('Your password', { exact: true }).fill(password);
    await one.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(one.getByText(value)).toBeVisible();
  });

  test('closing the dialog cancels the operation', async ({ page, open, api, personPage, expectErrors }) => {
    expectErrors(/status of 403/);
    const [user, password] = await person(page, open);
    const value = canary();
    const name = await api.secret(unique(), [{ password: value }]);
    const one = await personPage(user, password);
    await one.goto(`/secrets/overview/${name}`);
    await hydrated(one);
    await stale(one, /\/api\/reveal_value/);
    await one.getByRole('button', { name: 'Reveal password' }).click();
    const dialog = one.getByRole('dialog', { name: 'Confirm your identity' });
    await expect(dialog).toBeVisible();
    await one.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(one.getByText('Confirm your identity to continue.')).toBeVisible();
    await expect(one.getByText(value)).toHaveCount(0);
  });

  test('a form in a dialog is submitted after verification with a passkey', async ({ page, open, browser, server, expectErrors }) => {
    expectErrors(/status of 403/);
    const [user, password] = await person(page, open);
    const one = await signedOutPage(browser, server);
    await device(one);
    await signIn(one, server, user, password);
    await expect(one).toHaveURL(`${named(server)}/`);
    await add(one, server, 'phone');
    await one.goto(`${named(server)}/users`);
    await hydrated(one);
    await stale(one, /\/api\/create_user/);
    const made = unique('app').replace('/', '-');
    await one.getByRole('button', { name: 'New user' }).click();
    const form = one.getByRole('dialog', { name: 'New user' });
    await form.getByLabel('Name', { exact: true }).fill(made);
    await form.getByRole('radio', { name: 'Auditor' }).check();
    await form.getByRole('button', { name: 'Create' }).click();
    await one.getByRole('dialog', { name: 'Confirm your identity' }).getByRole('button', { name: 'Use a passkey' }).click();
    await expect(form).toBeHidden();
    await one.goto(`${named(server)}/users/${made}`);
    await expect(one.getByRole('heading', { level: 1, name: made })).toBeVisible();
    await one.context().close();
  });
});
