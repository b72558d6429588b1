// The Rotation tab of a generic secret: generated passwords on a period, and functions.
import { expect, test, unique } from './support/fixtures';

const plan = async (api: { own: (action: string, given: Record<string, string>) => Promise<any> }, name: string) => (await api.own('DescribeRotation', { SecretName: name })).Plan;

test('a generic secret gets a generated password in one key, now and on a period', async ({ page, open, api }) => {
  const name = unique('generic');
  await api.secret(name, [{ user: 'u', password: 'old' }]);
  await open(`/secrets/overview/${name}`);
  await page.getByRole('link', { name: 'Rotation', exact: true }).click();
  await expect(page.getByText('This secret does not rotate')).toBeVisible();
  await expect(page.getByLabel('Generate a password on a period')).toBeChecked();
  await page.getByLabel('Length').fill('40');
  await page.getByLabel('What it replaces').selectOption('password');
  await page.getByLabel('Letters and digits only').check();
  await page.getByLabel('Rotate every').fill('14');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('40 characters of lower case, upper case, digits, in the key password')).toBeVisible();
  expect(await plan(api, name)).toMatchObject({ Strategy: 'generated', PasswordLength: 40, ValueKey: 'password', ExcludePunctuation: true, RotationInterval: '1209600s' });
  await page.getByText('Rotate now…').click();
  await page.getByRole('button', { name: 'Rotate', exact: true }).click();
  await expect.poll(async () => JSON.parse(await api.value(name)).password, { timeout: 20_000 }).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(JSON.parse(await api.value(name)).user).toBe('u');
  await expect(page.getByRole('row').filter({ hasText: 'Done' })).toBeVisible({ timeout: 20_000 });
});

test('a refused length is said at the form and changes nothing', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 400/);
  const name = unique('generic');
  await api.secret(name, ['text']);
  await open(`/secrets/rotation/${name}`);
  await expect(page.getByLabel('What it replaces').getByRole('option')).toHaveText(['The whole value']);
  await page.getByLabel('Rotate every').fill('1');
  await page.getByLabel('Unit').selectOption('hour');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Not saved' })).toContainText('6 to 8760 hours');
  await expect(page.getByText('This secret does not rotate')).toBeVisible();
});

test('a function is a kind of target, and a generic secret names it', async ({ page, open, api }) => {
  const target = unique('function').replace('/', '-');
  await open('/targets/new');
  await page.getByLabel('Name', { exact: true }).fill(target);
  await page.getByLabel('Kind').selectOption('function');
  await expect(page.getByLabel('Port')).toHaveCount(0);
  await expect(page.getByLabel('No TLS')).toHaveCount(0);
  await page.getByLabel('Address').fill('https://rotate.example:8443/billing');
  await page.getByLabel(/^Signing key/).fill('a key of sixteen and more');
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page).toHaveURL(`/targets/${target}`);
  await expect(page.getByText('https://rotate.example:8443/billing').first()).toBeVisible();
  const name = unique('generic');
  await api.secret(name, ['text']);
  await open(`/secrets/rotation/${name}`);
  await page.getByRole('radio', { name: /^A function/ }).check();
  await expect(page.getByLabel('Length')).toHaveCount(0);
  await page.getByLabel('Function', { exact: true }).selectOption(target);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('definition').filter({ hasText: target })).toBeVisible();
  expect(await plan(api, name)).toMatchObject({ Strategy: 'function', TargetName: target, AccountNames: { AccountName: [name] }, RotationInterval: '2592000s' });
});
