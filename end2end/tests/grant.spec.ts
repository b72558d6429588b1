// Access: granting and revoking, groups, policies, explanations.
import { Api, canary, expect, hydrated, row, test, unique, type Page } from './support/fixtures';

const plain = (name: string) => name.replace('/', '-');

async function newUser(page: Page, name: string) {
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog', { name: 'New user' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('radio', { name: 'No access' }).check();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toBeHidden();
}

async function newKey(page: Page, server: any): Promise<Api> {
  await page.getByRole('button', { name: 'New AccessKey' }).click();
  const code = (term: string) =>
    page.locator('#new-key dt', { hasText: term }).locator('xpath=following-sibling::dd[1]').locator('code').innerText();
  const key = { id: await code('AccessKey id'), secret: await code('Secret') };
  await page.getByRole('button', { name: 'I have stored it' }).click();
  return new Api(server, key.id, key.secret);
}

test('Bob can read a granted secret with his AccessKey until access is revoked', async ({ page, open, api, server }) => {
  const [name, value] = [unique(), canary()];
  await api.secret(name, [value]);
  const bob = plain(unique('bob'));
  await open('/users');
  await newUser(page, bob);
  await row(page, bob).getByRole('link').click();
  const application = await newKey(page, server);
  await expect(application.value(name)).rejects.toThrow('Forbidden.NoPermission');

  await open(`/secrets/access/${name}`);
  await expect(page.getByRole('row', { name: 'admin AdministratorAccess' })).toBeVisible();
  await page.getByRole('button', { name: 'Grant' }).click();
  const dialog = page.getByRole('dialog', { name: 'Grant read access' });
  await dialog.getByLabel('User').fill(bob.slice(0, -2));
  await dialog.getByRole('button', { name: bob, exact: true }).click();
  await dialog.getByRole('button', { name: 'Grant' }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, bob)).toContainText("this secret's policy");
  await expect(row(page, bob)).toContainText('never');
  expect(await application.value(name)).toBe(value);
  await open(`/secrets/access/${name}`);
  await expect(row(page, bob).locator('time')).toBeVisible();

  await row(page, bob).getByRole('button', { name: 'Revoke' }).click();
  await expect(row(page, bob)).toHaveCount(0);
  await expect(application.value(name)).rejects.toThrow('Forbidden.NoPermission');
  await open(`/audit?secret=${encodeURIComponent(name)}&range=1h`);
  await expect(row(page, 'SetSecretPolicy')).toHaveCount(2);
});

test('a policy can be attached through a group, narrowed and rolled back', async ({ page, open, api, server }) => {
  const [name, value] = [unique(), canary()];
  await api.secret(name, [value]);
  const [user, group, policy] = [plain(unique('user')), plain(unique('group')), plain(unique('policy'))];
  const document = (resource: string) =>
    JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'kms:GetSecretValue', Resource: resource }] }, null, 2);

  await open('/policies/new');
  await page.getByLabel('Name', { exact: true }).fill(policy);
  const text = page.locator('textarea[name=document]');
  await text.fill('{"Version": "1", "Statement": []}');
  await expect(page.getByText('problem', { exact: true }).first()).toBeVisible();
  await text.fill(document(`acs:kms:*:*:secret/${name}`));
  await page.getByRole('button', { name: 'Create policy' }).click();
  await expect(page).toHaveURL(`/policies/Custom/${policy}`);
  await expect(page.getByRole('heading', { level: 1, name: policy })).toBeVisible();

  await open('/users');
  await newUser(page, user);
  await row(page, user).getByRole('link').click();
  const application = await newKey(page, server);
  await open('/groups');
  await page.getByRole('button', { name: 'New group' }).click();
  const making = page.getByRole('dialog', { name: 'New group' });
  await making.getByLabel('Name', { exact: true }).fill(group);
  await making.getByRole('button', { name: 'Create' }).click();
  await row(page, group).getByRole('link').click();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  const attaching = page.getByRole('dialog', { name: `Attach a policy to ${group}` });
  await attaching.getByLabel('Policy').fill(policy);
  await attaching.getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(page.getByText(`${policy} attached`)).toBeVisible();
  await page.getByRole('button', { name: 'Add member' }).click();
  const adding = page.getByRole('dialog', { name: `Add a member to ${group}` });
  await adding.getByLabel('User').fill(user);
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(`${user} added to ${group}`)).toBeVisible();
  expect(await application.value(name)).toBe(value);

  await open(`/users/${user}`);
  await expect(page.getByText(`through group ${group}`)).toBeVisible();
  await page.getByRole('button', { name: 'Find secrets', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) })).toContainText('read');

  await open(`/policies/Custom/${policy}/edit`);
  await page.locator('textarea[name=document]').fill(document('acs:kms:*:*:secret/elsewhere'));
  await page.getByRole('button', { name: 'Save as v2' }).click();
  await expect(page).toHaveURL(`/policies/Custom/${policy}`);
  await expect(application.value(name)).rejects.toThrow('Forbidden.NoPermission');
  await page.getByRole('button', { name: 'Make v1 the default' }).click();
  await expect(page.getByText('v1 is now the default version')).toBeVisible();
  expect(await application.value(name)).toBe(value);
});

test('an explanation names the reason and the changes that would allow access', async ({ page, open, api, personPage, expectErrors }) => {
  expectErrors(/status of 403/);
  const name = unique();
  await api.secret(name, [canary()]);
  const user = plain(unique('user'));
  await open('/users');
  await newUser(page, user);
  await open(`/explain?principal=${user}&action=kms:GetSecretValue&resource=${name}`);
  await expect(page.getByText('no policy allows it')).toBeVisible();
  await expect(page.getByText('What would allow it')).toBeVisible();
  await page.getByRole('link', { name: 'draft' }).first().click();
  await expect(page).toHaveURL(/\/policies\/new/);
  await hydrated(page);
  await expect(page.locator('textarea[name=document]')).toHaveValue(new RegExp(name));
  await open(`/explain?principal=admin&action=kms:GetSecretValue&resource=${name}`);
  await expect(page.getByText('every check is allowed')).toBeVisible();
});

test('a denied request can be explained by its id', async ({ page, open, api, server, expectErrors }) => {
  expectErrors(/status of 40[04]/);
  const name = unique();
  await api.secret(name, [canary()]);
  const user = plain(unique('user'));
  await open('/users');
  await newUser(page, user);
  await row(page, user).getByRole('link').click();
  const application = await newKey(page, server);
  const denial = await application.value(name).catch((error) => error);
  await open(`/explain?event=${denial.request}`);
  await expect(page).toHaveURL(new RegExp(`principal=${user}&action=kms%3AGetSecretValue&resource=.*&address=127`));
  await expect(page.getByText('no policy allows it')).toBeVisible();
  await open(`/audit?actor=${user}&result=Denied`);
  await page.locator('tr', { hasText: name }).locator('summary').first().click();
  await page.getByRole('link', { name: 'See why it was denied' }).click();
  await expect(page.getByText('no policy allows it')).toBeVisible();
  for (const [id, says] of [['nonsense', 'must be a valid id'], ['0198c1de-0000-7000-8000-000000000000', 'No denied request has this reference']]) {
    await open(`/explain?event=${id}`);
    await expect(page.getByText(says)).toBeVisible();
  }
});

test('the last administrator cannot be removed', async ({ page, open, expectErrors }) => {
  expectErrors(/status of 409/);
  await open('/users/admin');
  await page.getByRole('button', { name: 'Detach AdministratorAccess' }).click();
  await expect(page.getByText(/someone who can sign in must keep AdministratorAccess/i).first()).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole('link', { name: 'AdministratorAccess' })).toBeVisible();
});
