// AccessKeys that rotate at the server itself, and a leaked one: what on-call staff do, and what they may not.
import { readFileSync } from 'node:fs';
import { Api, canary, expect, hydrated, test, unique, type Page } from './support/fixtures';
import { plainName } from './support/targets';

/** A user with a key, and with these rights. */
async function user(api: Api, ...statements: object[]) {
  const name = plainName('ci');
  await api.ram('CreateUser', { UserName: name });
  if (statements.length) {
    const PolicyDocument = JSON.stringify({ Version: '1', Statement: statements });
    await api.ram('CreatePolicy', { PolicyName: name, PolicyDocument });
    await api.ram('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: name, UserName: name });
  }
  const { AccessKeyId: id, AccessKeySecret: secret } = (await api.ram('CreateAccessKey', { UserName: name })).AccessKey;
  return { name, id: id as string, secret: secret as string };
}

const states = async (api: Api, name: string): Promise<string[]> =>
  (await api.ram('ListAccessKeys', { UserName: name })).AccessKeys.AccessKey.map((key: { Status: string }) => key.Status);

/** A user who may replace leaked secrets, and nothing more. */
async function onCall(api: Api, personPage: (user?: string, password?: string) => Promise<Page>) {
  const [staff, password] = [unique('on-call').replace('/', '-'), `Passphrase ${canary()}`];
  await api.ram('CreateUser', { UserName: staff });
  await api.ram('CreateLoginProfile', { UserName: staff, Password: password });
  await api.ram('AttachPolicyToUser', { PolicyType: 'System', PolicyName: 'StrongroomOnCall', UserName: staff });
  return personPage(staff, password);
}

test('a target of AccessKeys and a secret that rotates there are made in the console', async ({ page, open, api, server }) => {
  const manager = await user(api, { Effect: 'Allow', Action: 'ram:*', Resource: 'acs:ram:*:*:user/*' });
  const [name, secret, owner] = [plainName('ram'), unique('key'), await user(api)];
  const { hostname, port } = new URL(server.api);
  await open('/targets/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Kind').selectOption('RAM (AccessKeys)');
  await expect(page.getByLabel('Database')).toHaveCount(0);
  await expect(page.getByRole('radio', { name: 'No TLS' })).toHaveCount(0);
  await page.locator('#target-host').fill(`https://${hostname}`);
  await page.getByLabel(/^Port/).fill(port);
  await page.getByRole('radio', { name: 'TLS with your own authorities' }).check();
  await page.getByLabel(/^Certificates of the authorities/).fill(readFileSync(server.ca_file, 'utf8'));
  await page.getByLabel(/^Account/).fill(manager.name);
  await page.getByLabel('AccessKey id').fill(manager.id);
  await page.getByLabel(/^AccessKey secret/).fill(manager.secret);
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page).toHaveURL(`/targets/${name}`);
  await page.getByLabel(/^Account to rotate/).fill(owner.name);
  await page.getByRole('button', { name: 'Rehearse' }).click();
  const findings = page.getByRole('status', { name: 'Result of the test' }).getByRole('listitem');
  await expect(findings.filter({ hasText: 'Done: Rehearsal: the old AccessKey still works beside it' })).toBeVisible({ timeout: 30_000 });
  await expect(findings.filter({ hasText: 'Done: Rehearsal: what was created is removed' })).toBeVisible();
  expect(await page.content()).not.toContain(manager.secret);

  await open(`/secrets/new/managed?target=${name}`);
  const list = page.getByRole('combobox', { name: 'Target' });
  if (await list.count()) await list.selectOption(name);
  else await page.getByRole('radio', { name }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('radio', { name: 'A second AccessKey, then the first is deleted' })).toBeChecked();
  await page.getByRole('textbox', { name: 'User', exact: true }).fill(owner.name);
  await page.getByLabel('AccessKey id').fill('no id');
  await page.getByLabel(/^AccessKey secret/).fill(owner.secret);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByLabel('AccessKey id')).toHaveAccessibleDescription(/May contain only/);
  await page.getByLabel('AccessKey id').fill(owner.id);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('region', { name: 'Test', exact: true }).getByRole('button', { name: 'Test', exact: true }).click();
  await expect(findings.filter({ hasText: `Done: ${owner.name} can log in with the AccessKey you entered` })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByLabel('The old AccessKey stays valid for')).toHaveValue('2');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Applications can read the AccessKey that you entered.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/rotation/${secret}`);
  await expect(page.getByText('The AccessKey entered at creation is still in use')).toBeVisible();
  expect(JSON.parse(await api.value(secret)).AccessKeyId).toBe(owner.id);
});

test('on-call staff deactivate a leaked AccessKey on a phone, and cannot activate it again', async ({ api, server, personPage }) => {
  const { hostname, port } = new URL(server.api);
  const [target, manager, owner] = [plainName('ram'), await user(api, { Effect: 'Allow', Action: 'ram:*', Resource: '*' }), await user(api)];
  await api.own('CreateTarget', {
    TargetName: target, TargetType: 'ram', Host: `https://${hostname}`, Port: port, Trust: 'ca', CaCertificates: readFileSync(server.ca_file, 'utf8'),
    ManagerName: manager.name, ManagerAccessKeyId: manager.id, ManagerAccessKeySecret: manager.secret,
  });
  const { SecretName } = await api.call('CreateSecret', {
    SecretName: '$Auto', VersionId: 'v1', SecretType: 'RAMCredentials', SecretData: { AccessKeys: [{ AccessKeyId: owner.id, AccessKeySecret: owner.secret }] },
    ExtendedConfig: { SecretSubType: 'RamUserAccessKey', UserName: owner.name, TargetName: target, CustomData: {} },
  });
  const page = await onCall(api, personPage);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/secrets/leaked/${SecretName}`);
  await hydrated(page);
  const keys = page.getByRole('list', { name: 'AccessKeys in this secret' });
  await expect(keys).toContainText(owner.id);
  await expect(page.getByRole('button', { name: 'Replace the AccessKey now' })).toBeEnabled();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await keys.getByRole('button', { name: 'Deactivate…' }).click();
  await expect(page.getByRole('dialog')).toContainText('Only an administrator can activate it again.');
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate', exact: true }).click();
  await expect(keys).toContainText('Inactive');
  expect(await states(api, owner.name)).toEqual(['Inactive']);
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);

  // The managing key replaces it all the same, and the page of the user offers nothing else.
  await page.getByRole('button', { name: 'Replace the AccessKey now' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The old AccessKey no longer works' })).toBeVisible({ timeout: 40_000 });
  expect(await states(api, owner.name)).toEqual(['Active']);
  await page.goto(`/users/${owner.name}`);
  await hydrated(page);
  await expect(page.getByRole('button', { name: /Activate|Networks|Delete|New AccessKey/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Deactivate…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate', exact: true }).click();
  await expect(page.getByText('AccessKey deactivated')).toBeVisible();
  expect(await states(api, owner.name)).toEqual(['Inactive']);
  await expect(page.getByRole('button', { name: 'Deactivate…' })).toHaveCount(0);
  await page.goto(`/secrets/access/${SecretName}`);
  await hydrated(page);
  await expect(page.getByRole('main')).toContainText('admin');
});
