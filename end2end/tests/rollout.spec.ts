// Rotations that reach readers one after the other, with twenty of them, at a real PostgreSQL.
import { Api, expect, test, type Page } from './support/fixtures';
import type { Server } from './support/server';
import { applications } from './support/readers';
import { managed, psql, stateOf } from './support/targets';

const READERS = 20;

/** Account and password of each reader, each of which logs in. */
async function given(all: Api[], name: string): Promise<{ account: string; password: string }[]> {
  const values = await Promise.all(all.map((reader) => reader.value(name)));
  const logins = values.map((value) => JSON.parse(value)).map((one) => ({ account: one.AccountName, password: one.AccountPassword }));
  for (const { account, password } of logins) expect(psql(account, password, 'SELECT 1')).toBe('1');
  return logins;
}

const accounts = async (all: Api[], name: string) => new Set((await given(all, name)).map((one) => one.account));

/** A secret with two accounts that rolls out to a share of twenty readers, on its page. */
async function offered(page: Page, open: (path: string) => Promise<unknown>, api: Api, server: Server) {
  const { name, user, password } = await managed(api, undefined, 'DoubleUsers');
  const all = await applications(api, server, READERS);
  await given(all, name);
  const { RotationId } = await api.own('StartRotation', { SecretName: name, RolloutShare: '40' });
  await expect.poll(() => stateOf(api, name, RotationId), { timeout: 20_000 }).toBe('active offered');
  await open(`/rotations/${RotationId}/${name}`);
  await expect(page.getByText('Some applications have it')).toBeVisible();
  const before = (await given(all, name)).map((one) => one.account);
  expect(new Set(before), 'some have the second account, some do not').toEqual(new Set([user, `${user}_clone`]));
  expect((await given(all, name)).map((one) => one.account), 'the same ones each time').toEqual(before);
  const moved = before.filter((account) => account !== user).length;
  await page.reload();
  await expect(page.getByText(`${moved} of ${READERS} read the new version`)).toBeVisible();
  return { name, user, password, all, rotation: RotationId as string };
}

test('a gradual rollout with 20 readers is given to all, and the old password dies when the last one has moved', async ({ page, open, api, server }) => {
  test.setTimeout(120_000);
  const { name, user, password, all, rotation } = await offered(page, open, api, server);
  await page.getByRole('button', { name: 'Give to all…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Give to all', exact: true }).click();
  await expect(page.getByText('Old credential still works')).toBeVisible({ timeout: 20_000 });
  expect(await accounts(all, name)).toEqual(new Set([`${user}_clone`]));
  await page.reload();
  await expect(page.getByText(`${READERS} of ${READERS} read the new version`)).toBeVisible();
  expect(psql(user, password, 'SELECT 1'), 'it serves its time').toBe('1');
  await page.getByRole('button', { name: 'Extend…' }).click();
  await page.getByRole('dialog').getByLabel('From now on').selectOption('3 days');
  await page.getByRole('dialog').getByRole('button', { name: 'Extend', exact: true }).click();
  await expect(page.getByText('The old credential works for longer')).toBeVisible();
  await page.getByRole('button', { name: 'Revoke now…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke now', exact: true }).click();
  await expect.poll(() => stateOf(api, name, rotation), { timeout: 20_000 }).toBe('done promoted');
  expect(psql(user, password, 'SELECT 1')).toContain('authentication failed');
  expect(await accounts(all, name)).toEqual(new Set([`${user}_clone`]));
});

test('a gradual rollout with 20 readers goes back', async ({ page, open, api, server }) => {
  test.setTimeout(120_000);
  const { name, user, password, all, rotation } = await offered(page, open, api, server);
  await page.getByRole('button', { name: 'Roll back…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back', exact: true }).click();
  await expect.poll(() => stateOf(api, name, rotation), { timeout: 20_000 }).toBe('rolled-back restored');
  await expect(page.getByText('Rolled back', { exact: true })).toBeVisible({ timeout: 20_000 });
  expect(await given(all, name)).toEqual(all.map(() => ({ account: user, password })));
});
