// Secrets that a function rotates. The function is the documented example, which only a server calls that is told its network.
import { canary, expect, test as base, unique } from './support/fixtures';
import { startFunction, type RotationFunction } from './support/function';
import { logOf, startServer } from './support/server';
import { file, plainName } from './support/targets';
import { account, choose, findings, goOn, step } from './support/wizard';

const test = base.extend({
  server: [
    async ({}, use) => {
      const { server, stop } = await startServer('--', '--callable-networks', '127.0.0.0/8');
      await use(server);
      const log = logOf(server);
      await stop();
      expect(log).not.toContain('panicked');
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

let called: RotationFunction | undefined;
test.afterEach(() => called?.stop());

test('a function with a generated signing key gets a secret, which rotates to a given value', async ({ page, open, api, server }) => {
  const [at, name, first, second] = [plainName('function'), unique('function'), canary(), canary()];
  await open('/targets/new?for=secret');
  await page.getByLabel('Name', { exact: true }).fill(at);
  await page.getByLabel('Kind').selectOption('function');
  const field = page.getByLabel(/^Signing key/);
  const shown = page.getByRole('status').filter({ hasText: 'Copy this key now' });
  await page.getByRole('button', { name: 'Generate' }).click();
  await expect(field).toHaveValue(/^[A-Za-z0-9]{48}$/);
  await expect(shown).toContainText(await field.inputValue());
  await field.fill('something else');
  await expect(shown).toHaveCount(0);
  await page.getByRole('button', { name: 'Generate' }).click();
  await expect(shown.getByRole('button', { name: 'Copy signing key' })).toBeVisible();
  const key = await field.inputValue();
  called = await startFunction(key);
  await page.getByLabel('Address').fill(called.url);
  await page.getByRole('radio', { name: 'TLS with your own authorities' }).check();
  await page.getByLabel(/^Certificates of the authorities/).fill(file('ca.pem'));
  await page.getByRole('button', { name: 'Create target' }).click();

  await expect(page).toHaveURL(`/secrets/new/managed?target=${at}`);
  expect(await page.content()).not.toContain(key);
  await choose(page, at);
  await goOn(page);
  await expect(page.getByRole('radio', { name: "A function of the target's owner" })).toBeChecked();
  await expect(account(page)).toHaveCount(0);
  await goOn(page);
  await expect(page.locator('#value-text')).toHaveAccessibleDescription(/Must have 1 to/);
  await page.locator('#value-text').fill(first);
  await goOn(page);
  await step(page, 'Test').getByRole('button', { name: 'Rehearse' }).click();
  await expect(findings(page).filter({ hasText: 'Done: Rehearsal: the new value works' })).toBeVisible({ timeout: 20_000 });
  await expect(findings(page).filter({ hasText: 'Done: A secret can be rotated' })).toBeVisible();
  await goOn(page);
  await goOn(page);
  await expect(step(page, 'Review')).not.toContainText('Accounts');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/rotation/${name}`);
  expect(await api.value(name)).toBe(first);
  const { Plan } = await api.own('DescribeRotation', { SecretName: name });
  expect(Plan).toMatchObject({ TargetName: at, Strategy: 'function', AccountNames: { AccountName: [name] } });

  await page.getByRole('button', { name: 'Rotate to a value…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rotate to a value?' });
  await expect(dialog).toContainText('If the function refuses the value, applications keep the current one');
  await dialog.getByRole('button', { name: 'Rotate to this value' }).click();
  await expect(dialog.locator('#value-text')).toHaveAccessibleDescription(/Must have 1 to/);
  await dialog.locator('#value-text').fill(second);
  await dialog.getByRole('button', { name: 'Rotate to this value' }).click();
  await expect(page.getByText('Rotation started')).toBeVisible();
  await expect.poll(() => api.value(name), { timeout: 20_000 }).toBe(second);
  expect(called.accepts(second)).toBe(true);
  expect(page.url()).not.toContain(second);
  expect(await page.content()).not.toContain(second);
  for (const secret of [key, first, second]) expect(logOf(server)).not.toContain(secret);
});

test('a secret with keys is given a value key by key, and another function', async ({ page, open, api }) => {
  const [at, other, name] = [plainName('function'), plainName('function'), unique('function')];
  for (const TargetName of [at, other]) {
    await api.own('CreateTarget', { TargetName, TargetType: 'function', Host: 'https://rotate.example:8443/billing', Trust: 'system' });
  }
  await api.secret(name, [{ user: 'u', password: 'old' }]);
  await api.own('SetRotationPlan', { SecretName: name, TargetName: at, Strategy: 'function' });
  await open(`/secrets/rotation/${name}`);
  await page.getByRole('button', { name: 'Rotate to a value…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rotate to a value?' });
  await expect(dialog.getByRole('radio', { name: 'Keys' })).toBeChecked();
  await expect(dialog.getByRole('radio', { name: 'Bytes' })).toHaveCount(0);
  await expect(dialog.locator('input[name="value[keys][]"]').first()).toHaveValue('user');
  await dialog.getByRole('button', { name: 'Rotate to this value' }).click();
  await expect(dialog.getByText('Must have 1 to 30720 bytes.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('link', { name: 'Change target', exact: true }).click();
  await expect(page).toHaveURL(`/secrets/plan/${name}`);
  await choose(page, other);
  await page.getByRole('button', { name: 'Save…' }).click();
  const confirm = page.getByRole('dialog', { name: 'Change how this secret rotates?' });
  await expect(confirm).toContainText('The next rotation calls the new function');
  await confirm.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(`/secrets/rotation/${name}`);
  const { Plan } = await api.own('DescribeRotation', { SecretName: name });
  expect(Plan).toMatchObject({ TargetName: other, AccountNames: { AccountName: [name] } });
});
