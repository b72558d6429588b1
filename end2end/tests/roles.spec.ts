// Roles: trust policies, policies and role sessions.
import { expect, hydrated, row, test, unique } from './support/fixtures';

const plain = (name: string) => name.replace('/', '-');

test('a role can be created, given a policy, explained, given another trust policy, and deleted', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 400/);
  const secret = unique();
  await api.secret(secret, ['token']);
  const [role, policy] = [plain(unique('role')), plain(unique('policy'))];
  const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'kms:GetSecretValue', Resource: `acs:kms:*:*:secret/${secret}` }] };
  await api.ram('CreatePolicy', { PolicyName: policy, PolicyDocument: JSON.stringify(document) });

  await open('/roles');
  await page.getByRole('link', { name: 'New role' }).click();
  await expect(page.getByLabel('Policy document')).toHaveValue(new RegExp(`acs:ram::${api.account}:root`));
  await page.getByLabel('Name', { exact: true }).fill(role);
  await page.getByLabel('Maximum session duration').selectOption('2 h');
  await page.getByLabel('Policy document').fill('{"Version": "1"}');
  await expect(page.getByText('problem', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Create role' }).click();
  await expect(page.getByRole('alert')).toContainText('Policy: line 1');
  const trust = { Version: '1', Statement: [{ Effect: 'Allow', Principal: { RAM: [`acs:ram::${api.account}:root`] }, Action: 'sts:AssumeRole' }] };
  await page.getByLabel('Policy document').fill(JSON.stringify(trust));
  await page.getByRole('button', { name: 'Create role' }).click();
  await expect(page).toHaveURL(`/roles/${role}`);
  await expect(page.getByRole('definition').filter({ hasText: /^2 h$/ })).toBeVisible();

  await page.getByRole('button', { name: 'Attach' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Policy', { exact: true }).fill(policy);
  await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(page.getByRole('link', { name: policy })).toBeVisible();
  await page.getByRole('button', { name: 'Find secrets' }).click();
  await expect(page.getByRole('link', { name: secret })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete' })).toBeDisabled();

  await open(`/secrets/access/${secret}`);
  await expect(row(page, role)).toContainText('role: anyone who assumes it');
  await row(page, role).getByRole('link', { name: 'Explain' }).click();
  await expect(page).toHaveURL(`/explain?principal=role%2F${role}&action=kms:GetSecretValue&resource=${encodeURIComponent(secret)}`);
  await expect(page.getByText('Allowed', { exact: true })).toBeVisible();
  await open(`/roles/${role}`);

  await page.getByText('Edit trust policy').click();
  await page.getByLabel('Policy document').fill(JSON.stringify(trust).replace(':root', ':user/nobody'));
  await page.getByRole('button', { name: 'Save trust policy' }).click();
  await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible();
  expect((await api.ram('GetRole', { RoleName: role })).Role.AssumeRolePolicyDocument).toContain(':user/nobody');

  await page.getByRole('link', { name: 'Explain access' }).click();
  await page.getByLabel('Resource').fill(secret);
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await expect(page.getByText('Allowed', { exact: true })).toBeVisible();
  await expect(page.getByText('directly attached')).toBeVisible();
  const narrow = { Version: '1', Statement: [{ Effect: 'Deny', Action: 'kms:*', Resource: '*' }] };
  await page.getByLabel('Session policy').fill(JSON.stringify(narrow));
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await expect(page.getByText('Denied', { exact: true })).toBeVisible();
  await expect(page.getByText('the session policy').first()).toBeVisible();
  await page.getByLabel('Session policy').fill('{}');
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await expect(page.getByText(/Session policy: line 1/)).toBeVisible();

  await open(`/roles/${role}`);
  await page.getByRole('button', { name: `Detach ${policy}` }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByLabel(`Type ${role} to confirm`).fill(role);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL('/roles');
  await hydrated(page);
  await expect(api.ram('GetRole', { RoleName: role })).rejects.toThrow('EntityNotExist.Role');
});
