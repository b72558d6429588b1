// Policies: edited with the server's analysis, versioned, compared, rolled back, attached and detached.
import { expect, test, unique } from './support/fixtures';

const plain = (name: string) => name.replace('/', '-');
const documentOf = (action: string, resource: string) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] });

test('a policy can be created, attached, changed, compared, rolled back, detached and deleted', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 400/);
  const [secret, other] = [unique(), unique()];
  await api.secret(secret, ['token']);
  await api.secret(other, ['token']);
  const [policy, user] = [plain(unique('policy')), plain(unique('user'))];
  await api.ram('CreateUser', { UserName: user });
  const arn = (name: string) => `acs:kms:*:*:secret/${name}`;

  await open('/policies');
  await page.getByRole('link', { name: 'New policy' }).click();
  const text = page.getByLabel('Policy document');
  await page.getByLabel('Name', { exact: true }).fill(policy);
  await text.fill('{"Version": "1", "Statement": [{"Effect": "Perhaps"}]}');
  await expect(page.getByText('problem', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Create policy' }).click();
  await expect(page.getByRole('alert')).toContainText('Policy: line 1');
  await text.fill(documentOf('kms:GetSecretValue', arn(`${secret}-gone/*`)));
  await expect(page.getByText('No secrets match.')).toBeVisible();
  await text.fill(documentOf('kms:GetSecretValue', arn(secret)));
  const meaning = page.getByRole('listitem').filter({ hasText: `Allows reading the value of the secret ${secret}` });
  await expect(meaning).toContainText(`For example${secret}`);
  await page.getByRole('button', { name: 'Create policy' }).click();
  await expect(page).toHaveURL(`/policies/Custom/${policy}`);
  await expect(page.getByRole('link', { name: secret, exact: true })).toHaveAttribute('href', `/secrets/access/${secret}`);

  await page.getByRole('button', { name: 'Attach' }).click();
  const dialog = page.getByRole('dialog', { name: `Attach ${policy}` });
  await dialog.getByLabel('User, group or role').fill(user);
  await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('must be user/<name>, group/<name> or role/<name>');
  await dialog.getByRole('button', { name: `user/${user}` }).click();
  await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Users' }).getByRole('link', { name: user })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete' })).toBeDisabled();
  const attached = async () => {
    const response = await api.ram('ListPoliciesForUser', { UserName: user });
    return response.Policies.Policy.map((one: { PolicyName: string }) => one.PolicyName);
  };
  expect(await attached()).toEqual([policy]);

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Save as v2' })).toBeDisabled();
  await page.getByLabel('Policy document').fill(documentOf('kms:GetSecretValue', arn(other)));
  await expect(page.getByText('This policy is attached to one user, group or role.')).toBeVisible();
  await page.getByRole('button', { name: 'Save as v2' }).click();
  await expect(page).toHaveURL(`/policies/Custom/${policy}`);
  await expect(page.getByRole('link', { name: other, exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByText('From v1 to v2')).toBeVisible();
  await page.getByRole('button', { name: 'Make v1 the default' }).click();
  await expect(page.getByText('v1 is now the default version')).toBeVisible();
  await expect(page.getByRole('link', { name: secret, exact: true })).toBeVisible();

  await page.getByRole('button', { name: `Detach from ${user}` }).click();
  await expect(page.getByText('Not attached to anyone. An unattached policy has no effect.')).toBeVisible();
  expect(await attached()).toEqual([]);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(policy);
  await page.getByRole('dialog').getByRole('button', { name: /Delete/ }).click();
  await expect(page).toHaveURL('/policies');
  await expect(api.ram('GetPolicy', { PolicyName: policy, PolicyType: 'Custom' })).rejects.toThrow('EntityNotExist.Policy');
});
