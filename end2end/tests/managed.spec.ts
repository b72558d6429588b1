// A secret whose credential rotates, made and changed in the console, at a real PostgreSQL.
import { expect, row, test, unique } from './support/fixtures';
import { fillTarget, managed, manager, plainName, psql, reached, role, served, target } from './support/targets';
import { account, choose, findings, goOn, step } from './support/wizard';

test('a credential is created step by step, tested and rehearsed, and rotates', async ({ page, open, api }) => {
  const [at, { user, password }, name] = [await target(api), role(), unique('managed')];
  await open('/secrets/new');
  await page.getByRole('link', { name: /A credential that rotates by itself/ }).click();
  await expect(step(page, 'Target')).toBeVisible();
  await expect(step(page, 'Account')).toBeHidden();
  await choose(page, at);
  await goOn(page);

  await expect(page.getByRole('radio', { name: 'One account gets a new password' })).toHaveAccessibleDescription(/^Short gap\. /);
  await page.getByRole('radio', { name: 'Two accounts take turns' }).check();
  await goOn(page);
  await expect(account(page)).toHaveAccessibleDescription(/Must/);
  await expect(page.getByLabel(/^Current password/)).toHaveAccessibleDescription(/Must/);
  await account(page).fill(user);
  await page.getByLabel(/^Current password/).fill('not it');
  await goOn(page);

  await step(page, 'Test').getByRole('button', { name: 'Test', exact: true }).click();
  await expect(findings(page).filter({ hasText: `Failed: ${user} cannot log in with the password you entered` })).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(account(page)).toHaveValue(user);
  await expect(page.getByRole('radio', { name: 'Two accounts take turns' })).toBeChecked();
  await page.getByLabel(/^Current password/).fill(password);
  await goOn(page);
  await expect(findings(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Rehearse' }).click();
  await expect(findings(page).filter({ hasText: `Done: ${user} can log in with the password you entered` })).toBeVisible({ timeout: 20_000 });
  await expect(findings(page).filter({ hasText: 'Done: Rehearsal:' })).toHaveCount(7);
  await goOn(page);

  await page.getByLabel('Rotate every').fill('5');
  await page.getByLabel('Unit', { exact: true }).selectOption('hours');
  await goOn(page);
  await expect(page.getByText('Must be 6 to 8760 hours.')).toBeVisible();
  await page.getByLabel('Rotate every').fill('7');
  await page.getByLabel('Unit', { exact: true }).selectOption('days');
  await expect(page.getByRole('list').filter({ hasText: 'UTC' }).getByRole('listitem')).toHaveCount(5);
  await page.getByLabel('The old password stays valid for').fill('3');
  await goOn(page);

  await expect(step(page, 'Review')).toContainText('It rotates every 7 days');
  await expect(step(page, 'Review')).toContainText('stays valid for 3 days');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Key of tag 1').fill('env');
  await page.getByLabel('Value of tag 1').fill('test');
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/rotation/${name}`);
  await expect(page.getByText('The password entered at creation is still in use')).toBeVisible();
  expect(await page.content()).not.toContain(password);
  expect(await served(api, name)).toBe(password);
  const { Plan } = await api.own('DescribeRotation', { SecretName: name });
  expect([Plan.Strategy, Plan.RotationInterval, Plan.GracePeriodInSeconds]).toEqual(['two-accounts', '604800s', 259_200]);
  expect(Plan.AccountNames.AccountName).toEqual([user, `${user}_clone`]);

  await page.getByText('Rotate now…').click();
  await page.getByRole('button', { name: 'Rotate', exact: true }).click();
  await expect.poll(() => served(api, name), { timeout: 20_000 }).not.toBe(password);
  expect(psql(`${user}_clone`, await served(api, name), 'SELECT 1')).toBe('1');
  expect(psql(user, password, 'SELECT 1'), 'for three days').toBe('1');
});

test('a new target comes back chosen', async ({ page, open }) => {
  const name = plainName('ledger');
  await open('/secrets/new/managed');
  await page.getByRole('link', { name: 'New target' }).click();
  await fillTarget(page, name);
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page).toHaveURL(`/secrets/new/managed?target=${name}`);
  await goOn(page);
  await expect(step(page, 'Account')).toBeVisible();
});

test('what the server refuses is shown in its step', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 4/);
  const [at, { user, password }, taken] = [await target(api), role(), await api.secret(unique(), ['x'])];
  await open(`/secrets/new/managed?target=${at}`);
  await goOn(page);
  await account(page).fill(user);
  await page.getByLabel(/^Current password/).fill(password);
  // Enter goes on as the button does.
  await page.getByLabel(/^Current password/).press('Enter');
  await goOn(page);
  await goOn(page);
  await page.getByLabel('Name', { exact: true }).fill(taken);
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page.getByText(/exists already/)).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(taken);
});

test('an existing secret gets another target and method, after a confirmation', async ({ page, open, api }) => {
  const { user, password, name } = await managed(api);
  const other = await target(api);
  await open(`/secrets/rotation/${name}`);
  await page.getByRole('link', { name: 'Change target and accounts' }).click();
  await expect(page).toHaveURL(`/secrets/plan/${name}`);
  await choose(page, other);
  await page.getByRole('radio', { name: 'Two accounts take turns' }).check();
  await page.getByLabel('Second account').fill(`${user}_b`);
  await page.getByLabel('The old password stays valid for').fill('12');
  await page.getByLabel('Unit of that time').selectOption('hours');
  await page.getByRole('button', { name: 'Save…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change how this secret rotates?' });
  await expect(dialog).toContainText("log in to the new target with this secret's credential");
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(`/secrets/rotation/${name}`);
  await expect(page.getByText('Two accounts take turns')).toBeVisible();
  const { Plan } = await api.own('DescribeRotation', { SecretName: name });
  expect([Plan.TargetName, Plan.Strategy, Plan.GracePeriodInSeconds]).toEqual([other, 'two-accounts', 43_200]);
  expect(Plan.AccountNames.AccountName).toEqual([user, `${user}_b`]);
  expect(await served(api, name)).toBe(password);
});

test('a rehearsal at a target shows each step, and leaves nothing there', async ({ page, open, api }) => {
  const [at, { user }] = [await target(api), role()];
  await open(`/targets/${at}`);
  await page.getByLabel(/^Account to rotate/).fill(user);
  await page.getByRole('button', { name: 'Rehearse' }).click();
  await expect(findings(page).filter({ hasText: 'Done: Rehearsal:' })).toHaveCount(6, { timeout: 20_000 });
  await expect(findings(page).last()).toContainText('Nothing is left of it.');
  await api.own('UpdateTarget', { TargetName: at, ...reached(), ...manager() });
  await open('/targets');
  await expect(row(page, at)).toContainText('not used');
});
