// The signed-in user's account: password, second factor, sessions.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canary, expect, hydrated, signedOutPage, test, unique, type Page } from './support/fixtures';
import type { Server } from './support/server';

const plain = (name: string) => name.replace('/', '-');

/** The code an authenticator app shows some steps from now (RFC 6238). */
function code(secret: string, steps = 0): string {
  const bits = [...secret.replaceAll(' ', '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Creates a user; returns name and password. */
async function person(page: Page, open: (path: string) => Promise<void>): Promise<[string, string]> {
  const [user, password] = [plain(unique('person')), `Passphrase ${canary()}`];
  await open('/users');
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog', { name: 'New user' });
  await dialog.getByLabel('Name', { exact: true }).fill(user);
  await dialog.getByRole('radio', { name: 'Auditor' }).check();
  await dialog.getByLabel(/^Console password/).fill(password);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toBeHidden();
  return [user, password];
}

/** Sets up a second factor after a recent sign-in; returns its secret and the recovery codes. */
async function enrol(page: Page): Promise<[string, string[]]> {
  await page.goto('/account');
  await hydrated(page);
  const card = page.locator('#second-factor');
  await card.getByRole('button', { name: 'Set up' }).click();
  await expect(card.getByRole('img', { name: 'QR code of the secret' })).toBeVisible();
  const secret = await card.locator('#factor-secret').innerText();
  await card.getByLabel('Code', { exact: true }).fill(code(secret));
  await card.getByRole('button', { name: 'Confirm' }).click();
  const codes = page.locator('#recovery-codes');
  await expect(codes.locator('li')).toHaveCount(10);
  return [secret, await codes.locator('li code').allInnerTexts()];
}

async function enterPassword(page: Page, server: Server, user: string, password: string) {
  await page.goto(`${server.console}/sign-in`);
  await hydrated(page);
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** No control of the code form waits for hydration, so wait for the network instead. */
const codeFormReady = (page: Page) => page.waitForLoadState('networkidle');

async function enterCode(page: Page, typed: string) {
  await page.getByLabel('Code', { exact: true }).fill(typed);
  await page.getByRole('button', { name: 'Continue' }).click();
}

test.describe('second factor', () => {
  test('sign-in requires the second factor after set-up and accepts each code once', async ({ page, open, personPage, browser, server, expectErrors }) => {
    expectErrors(/status of 40[13]/);
    const [user, password] = await person(page, open);
    const one = await personPage(user, password);
    const [secret, recovery] = await enrol(one);
    const download = one.waitForEvent('download');
    await one.getByRole('button', { name: 'Save as a file' }).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toBe(recovery.join('\n') + '\n');
    await one.getByRole('button', { name: 'I have stored the codes' }).click();
    await one.reload();
    await hydrated(one);
    const html = await one.content();
    expect(html).not.toContain(secret.replaceAll(' ', ''));
    for (const code of recovery) expect(html).not.toContain(code);
    await expect(one.getByText('Set up', { exact: true })).toBeVisible();
    await one.locator('summary[aria-label*="account of"]').click();
    await one.getByRole('button', { name: 'Sign out' }).click();
    await expect(one).toHaveURL(/\/sign-in/);

    await enterPassword(one, server, user, password);
    await expect(one).toHaveURL(/\/sign-in\/code/);
    await codeFormReady(one);
    const good = code(secret, 1);
    await enterCode(one, `${good.slice(0, 3)} ${good.slice(3)}`);
    await expect(one).toHaveURL(`${server.console}/`);

    const two = await signedOutPage(browser, server);
    await enterPassword(two, server, user, password);
    await expect(two).toHaveURL(/\/sign-in\/code/);
    await two.goto('/secrets');
    await expect(two).toHaveURL(/\/sign-in\?next/);
    await two.goto('/sign-in/code');
    await codeFormReady(two);
    await enterCode(two, good);
    await expect(two.getByText('Not signed in')).toBeVisible();
    await enterCode(two, recovery[0].toUpperCase());
    await expect(two).toHaveURL(`${server.console}/`);
    await two.goto('/account');
    await hydrated(two);
    await expect(two.locator('dt', { hasText: 'Recovery codes left' }).locator('xpath=following-sibling::dd[1]')).toHaveText('9');
    await two.context().close();

    const three = await signedOutPage(browser, server);
    await enterPassword(three, server, user, password);
    await codeFormReady(three);
    await enterCode(three, recovery[0]);
    await expect(three.getByText('Not signed in')).toBeVisible();
    await three.context().close();
  });

  test('sessions of the user end when an administrator removes it', async ({ page, open, personPage, browser, server, expectErrors }) => {
    expectErrors(/status of 401/);
    const [user, password] = await person(page, open);
    const one = await personPage(user, password);
    await enrol(one);
    await open(`/users/${user}`);
    await expect(page.getByText('with a password and a second factor')).toBeVisible();
    await page.getByRole('button', { name: 'Remove second factor' }).click();
    await page.locator('#unbind-now').click();
    await expect(page.getByText('with a password', { exact: true })).toBeVisible();
    await one.goto('/secrets');
    await expect(one).toHaveURL(/\/sign-in/);
    const again = await signedOutPage(browser, server);
    await enterPassword(again, server, user, password);
    await expect(again).toHaveURL(`${server.console}/`);
    await again.context().close();
  });
});

test.describe('sessions', () => {
  test('other sessions are listed and can be ended', async ({ page, open, personPage, expectErrors }) => {
    expectErrors(/status of 401/);
    const [user, password] = await person(page, open);
    const [one, two] = [await personPage(user, password), await personPage(user, password)];
    await one.goto('/account');
    await hydrated(one);
    const card = one.locator('#sessions');
    await expect(card.getByRole('listitem')).toHaveCount(2);
    await expect(card.getByText('This session', { exact: true })).toHaveCount(1);
    // Nothing ends before the dialog is confirmed.
    await card.getByRole('button', { name: /^End the session/ }).click();
    const dialog = one.getByRole('dialog', { name: 'End this session?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await expect(card.getByRole('listitem')).toHaveCount(2);
    await card.getByRole('button', { name: /^End the session/ }).click();
    await dialog.getByRole('button', { name: 'End session' }).click();
    await expect(card.getByRole('listitem')).toHaveCount(1);
    await two.goto('/secrets');
    await expect(two).toHaveURL(/\/sign-in/);

    const three = await personPage(user, password);
    await one.reload();
    await hydrated(one);
    await one.getByRole('button', { name: 'End all other sessions' }).first().click();
    await one.getByRole('dialog', { name: 'End all other sessions?' }).getByRole('button', { name: 'End all other sessions' }).click();
    await expect(card.getByRole('listitem')).toHaveCount(1);
    await three.goto('/secrets');
    await expect(three).toHaveURL(/\/sign-in/);
  });
});

test.describe('password', () => {
  test('common passwords and passwords with the user name are rejected with the reason', async ({ page, open, personPage, expectErrors }) => {
    expectErrors(/status of 400/);
    const [user, password] = await person(page, open);
    const one = await personPage(user, password);
    await one.goto('/account');
    await hydrated(one);
    for (const [bad, rule] of [['passwordpassword', /too common/], [`${user} kT4mQ9wZpX2v`, /the user's name/]] as const) {
      await one.locator('#old').fill(password);
      await one.locator('#new').fill(bad);
      await one.locator('#repeat').fill(bad);
      await one.getByRole('button', { name: 'Change password' }).click();
      await expect(one.locator('#new-error')).toHaveText(rule);
      await expect(one.getByRole('alert').filter({ hasText: 'Not changed' })).toHaveText(rule);
    }
  });

  test('the old password is rejected after a change', async ({ page, open, personPage, expectErrors, browser, server }) => {
    expectErrors(/status of 40[03]/);
    const [user, old] = await person(page, open);
    const fresh = `Passphrase ${canary()}`;
    const one = await personPage(user, old);
    await one.goto('/account');
    await hydrated(one);
    const change = async (before: string, after: string, again: string) => {
      await one.locator('#old').fill(before);
      await one.locator('#new').fill(after);
      await one.locator('#repeat').fill(again);
      await one.getByRole('button', { name: 'Change password' }).click();
    };
    await change('wrong', fresh, fresh);
    await expect(one.getByRole('alert').filter({ hasText: 'The password is wrong.' })).toBeVisible();
    await change(old, 'short', 'short');
    await expect(one.locator('#new-error')).toHaveText('7 more characters required');
    await expect(one.getByRole('alert').filter({ hasText: 'Not changed' })).toContainText('at least 12 characters');
    await change(old, fresh, fresh);
    await expect(one.getByText('Password changed')).toBeVisible();
    const again = await signedOutPage(browser, server);
    await again.goto('/sign-in');
    await again.getByLabel('User name').fill(user);
    await again.getByLabel('Password', { exact: true }).fill(old);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await expect(again.getByText('Not signed in')).toBeVisible();
    await again.context().close();
    await personPage(user, fresh);
  });
});
