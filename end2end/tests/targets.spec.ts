// Targets, at a real PostgreSQL.
import { canary, expect, row, test, unique, type Page } from './support/fixtures';
import { file, fillTarget, managed, manager, plainName, reached, role, target } from './support/targets';

const result = (page: Page) => page.getByRole('status', { name: 'Result of the test' });

/** The steps of a test's result: their states and titles. */
const findings = (page: Page) => result(page).getByRole('listitem');

test('a target is created, tested and listed, and its password is never shown', async ({ page, open }) => {
  const [name, { user }] = [plainName('ledger'), role()];
  await open('/targets');
  await page.getByRole('link', { name: 'New target' }).first().click();
  await fillTarget(page, name);
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page).toHaveURL(`/targets/${name}`);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('No secret rotates here')).toBeVisible();

  await page.getByLabel(/^Account to rotate/).fill(user);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(findings(page)).toHaveText([
    new RegExp(`Done: localhost:${file('postgresql.port')} was reached.*PostgreSQL \\d+`, 's'),
    /Done: The certificate is trusted/, /Done: admin can log in/, new RegExp(`Done: ${user} can be rotated`),
  ]);
  expect(await page.content()).not.toContain(file('admin.password'));

  await page.getByRole('link', { name: 'Targets' }).first().click();
  await expect(row(page, name)).toContainText(`localhost:${file('postgresql.port')}`);
  await expect(row(page, name)).toContainText(/PostgreSQL.*own authority.*admin.*not used/s);
});

test('what is wrong with a field stands at the field', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 4/);
  const taken = await target(api);
  await open('/targets/new');
  await page.getByLabel('Name', { exact: true }).fill('not a name');
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/May contain only/);
  await fillTarget(page, plainName('db'));
  await page.getByLabel('Host').fill('https://db.internal/x');
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page.getByLabel('Host')).toHaveAccessibleDescription(/Must be a host name or an IP address/);
  await expect(page.getByLabel('Host')).toBeFocused();
  await page.getByLabel('Host').fill('localhost');
  await expect(page.getByLabel('Host')).not.toHaveAccessibleDescription(/Must be/);
  await page.getByLabel(/^Certificates of the authorities/).fill('');
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page.getByText(/Nothing was sent yet\./)).toBeVisible();
  await expect(page.getByLabel(/^Certificates of the authorities/)).toBeFocused();
  await page.getByLabel(/^Certificates of the authorities/).fill(file('ca.pem'));
  await page.getByLabel(/^Password/).fill('');
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page.getByLabel(/^Password/)).toHaveAccessibleDescription(/Must have 1 to/);
  await page.getByLabel(/^Password/).fill('x');
  await page.getByLabel(/^Account/).fill('');
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page.getByLabel(/^Account/)).toHaveAccessibleDescription(/Must have 1 to/);
  await page.getByLabel(/^Account/).fill('admin');
  await page.getByLabel('Name', { exact: true }).fill(taken);
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page.getByText('A target of this name exists already.')).toBeVisible();
  await expect(page).toHaveURL('/targets/new');
});

test('the form follows the kind', async ({ page, open }) => {
  await open('/targets/new');
  await expect(page.getByLabel(/^Port/)).toHaveAccessibleDescription(/5432/);
  await page.getByLabel('Kind').selectOption('Redis');
  await expect(page.getByLabel(/^Port/)).toHaveAccessibleDescription(/6379/);
  await expect(page.getByLabel(/^Database/)).toHaveCount(0);
  await expect(page.getByText(/acl\|setuser/)).toBeVisible();
  await page.getByLabel('Kind').selectOption('MariaDB');
  await expect(page.getByLabel(/^Port/)).toHaveAccessibleDescription(/3306/);
  await expect(page.getByLabel(/^Certificates of the authorities/)).toHaveCount(0);
});

test('a test says where it failed', async ({ page, open, api }) => {
  const name = await target(api, 'wrong');
  const press = () => page.getByRole('button', { name: 'Test connection' }).click();
  await open(`/targets/${name}`);
  await press();
  await expect(findings(page)).toHaveText([/Done: localhost/, /Done: The certificate/, /Failed: admin cannot log in.*refuses/s, /Waiting: .*Rights/]);
  await api.own('UpdateTarget', { TargetName: name, ...reached(), CaCertificates: file('stranger.pem'), ...manager() });
  await open(`/targets/${name}`);
  await press();
  await expect(findings(page)).toHaveText([/Done: localhost/, /Failed: The certificate is not trusted/, /Waiting/, /Waiting/]);
  await api.own('UpdateTarget', { TargetName: name, Host: '127.0.0.1', Port: '1', Trust: 'plain', ...manager() });
  await open(`/targets/${name}`);
  await press();
  await expect(findings(page)).toHaveText([/Failed: 127.0.0.1:1 was not reached/, /Waiting: .*No TLS/, /Waiting/, /Waiting/]);
  await api.own('UpdateTarget', { TargetName: name, ...reached(), ...manager() });
  await open(`/targets/${name}`);
  await page.getByLabel(/^Account to rotate/).fill('nobody_of_this_name');
  await press();
  await expect(findings(page).nth(3)).toContainText('Failed: nobody_of_this_name cannot be rotated');
});

test('an edit keeps the password, and a new address asks for it again', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 4/);
  const name = await target(api);
  const described = async () => (await api.own('DescribeTarget', { TargetName: name })).Target;
  await open(`/targets/${name}`);
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByLabel('Host')).toHaveValue('localhost');
  await expect(page.getByLabel(/^Password/)).toHaveValue('');
  await page.getByLabel(/^Database/).fill('postgres');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(`/targets/${name}`);
  await expect(page.getByRole('definition').filter({ hasText: /^postgres$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(findings(page).nth(2)).toContainText('Done: admin can log in');

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Host').fill('127.0.0.1');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel(/^Password/)).toHaveAccessibleDescription(/Must be entered again/);
  await expect(page.getByLabel(/^Password/)).toBeFocused();
  expect((await described()).Host).toBe('localhost');
  await page.getByLabel(/^Password/).fill(file('admin.password'));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(`/targets/${name}`);
  expect((await described()).Host).toBe('127.0.0.1');
});

test('an edit does not overwrite what someone else changed', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 409/);
  const name = await target(api);
  await open(`/targets/${name}/edit`);
  await api.own('UpdateTarget', { TargetName: name, ...reached(), DatabaseName: 'theirs', ...manager() });
  await page.getByLabel(/^Database/).fill('mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Someone else changed this.')).toBeVisible();
  expect((await api.own('DescribeTarget', { TargetName: name })).Target.DatabaseName).toBe('theirs');
});

test('a target that is used cannot be deleted and says who uses it', async ({ page, open, api }) => {
  const { target: name, name: secret } = await managed(api);
  await open(`/targets/${name}`);
  const users = page.getByRole('list', { name: 'Secrets that rotate here' });
  await expect(page.getByRole('button', { name: 'Delete' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveAccessibleDescription(new RegExp(`A secret rotates at it: ${secret}`));
  await users.getByRole('link', { name: secret }).click();
  await expect(page).toHaveURL(`/secrets/overview/${secret}`);
  await api.call('DeleteSecret', { SecretName: secret, ForceDeleteWithoutRecovery: 'true' });
  await open(`/targets/${name}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page).toHaveURL('/targets');
  await expect(page.getByText(`${name} deleted`)).toBeVisible();
  await expect(row(page, name)).toHaveCount(0);
});

test('an auditor reads targets and changes nothing; on-call staff do not see them', async ({ api, personPage, expectErrors }) => {
  expectErrors(/status of 403/);
  const name = await target(api);
  for (const [policy, sees] of [['StrongroomAuditor', true], ['StrongroomOnCall', false]] as const) {
    const [user, password] = [unique('person').replace('/', '-'), `Passphrase ${canary()}`];
    await api.ram('CreateUser', { UserName: user });
    await api.ram('CreateLoginProfile', { UserName: user, Password: password });
    await api.ram('AttachPolicyToUser', { PolicyType: 'System', PolicyName: policy, UserName: user });
    const page = await personPage(user, password);
    await expect(page.getByRole('link', { name: 'Targets' })).toHaveCount(sees ? 1 : 0);
    await page.goto(`/targets/${name}`);
    await expect(page.getByText('You do not have access')).toHaveCount(sees ? 0 : 1);
    for (const change of ['Edit', 'Delete', 'Test connection']) await expect(page.getByText(change, { exact: true })).toHaveCount(0);
    if (sees) await expect(page.getByText('localhost:').first()).toBeVisible();
    for (const path of ['/targets/new', `/targets/${name}/edit`]) {
      await page.goto(path);
      await expect(page.getByText('You do not have access')).toBeVisible();
    }
  }
});
