// Access that depends on conditions: lists and explanations name them; versions of a secret's policy.
import { Api, canary, expect, hydrated, row, test, unique } from './support/fixtures';

const plain = (name: string) => name.replace('/', '-');

const statement = (condition: object, more: object = {}) => ({ Effect: 'Allow', Action: 'kms:GetSecretValue', Resource: '*', Condition: condition, ...more });

const document = (...statements: object[]) => JSON.stringify({ Version: '1', Statement: statements });

/** A user with a policy, and its AccessKey. */
async function userWith(api: Api, server: any, policy: string) {
  const user = plain(unique('user'));
  await api.ram('CreateUser', { UserName: user });
  await api.ram('CreatePolicy', { PolicyName: `${user}-policy`, PolicyDocument: policy });
  await api.ram('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: `${user}-policy`, UserName: user });
  const key = (await api.ram('CreateAccessKey', { UserName: user })).AccessKey;
  return { user, application: new Api(server, key.AccessKeyId, key.AccessKeySecret) };
}

test('access under a condition is listed on the secret and on the user', async ({ page, open, api, server }) => {
  const [name, value] = [unique(), canary()];
  await api.secret(name, [value]);
  const { user, application } = await userWith(api, server, document(statement({ IpAddress: { 'acs:SourceIp': ['127.0.0.0/8', '::1'] }, Bool: { 'acs:SecureTransport': 'true' } })));
  expect(await application.value(name)).toBe(value);
  await open(`/secrets/access/${name}`);
  await expect(row(page, user)).toContainText('under conditions: only from 127.0.0.0/8 or ::1 and only over TLS');
  await expect(page.getByText(/can read its value, \d+ of them under conditions/)).toBeVisible();
  await open(`/users/${user}`);
  await page.getByRole('button', { name: 'Find secrets', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) })).toContainText('only from 127.0.0.0/8');
});

test('an explanation takes address, transport, factor and time', async ({ page, open, api, server }) => {
  const name = unique();
  await api.secret(name, [canary()]);
  const { user } = await userWith(api, server, document(
    statement({ IpAddress: { 'acs:SourceIp': '10.0.0.0/8' }, Bool: { 'acs:SecureTransport': 'true' } }),
    statement({ DateGreaterThanEquals: { 'acs:CurrentTime': '2090-01-01T00:00:00Z' } })));
  const explain = `/explain?principal=${user}&action=kms:GetSecretValue&resource=${name}`;
  await open(explain);
  await expect(page.getByText('Allowed under conditions')).toBeVisible();
  await expect(page.getByText(/only from 10.0.0.0\/8 and only over TLS/)).toBeVisible();
  await page.getByLabel('Client address').fill('192.0.2.1');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByText('Denied', { exact: true })).toBeVisible();
  // The first advice is the condition, not an Allow without it.
  const first = page.getByRole('region', { name: 'What would allow it' }).or(page.locator('section', { hasText: 'What would allow it' })).first().locator('ol > li').first();
  await expect(first).toContainText('Meet the condition');
  await expect(first).toContainText('10.0.0.0/8');
  await open(`${explain}&address=10.1.2.3&transport=tls&mfa=no`);
  await expect(page.getByText('Allowed', { exact: true })).toBeVisible();
  await open(`${explain}&address=10.1.2.3&transport=console`);
  await expect(page.getByText('Denied', { exact: true })).toBeVisible();
  await open(`${explain}&address=192.0.2.1&time=2090-01-01`);
  await expect(page.getByText('Allowed', { exact: true })).toBeVisible();
});

test('an explanation says what does not exist', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 404/);
  const name = unique();
  await open(`/explain?principal=admin&action=kms:GetSecretValue&resource=${name}`);
  await expect(page.getByText('This secret does not exist')).toBeVisible();
  await api.secret(name, [canary()]);
  await open(`/explain?principal=${plain(unique('nobody'))}&action=kms:GetSecretValue&resource=${name}`);
  await expect(page.getByText(/User not found|no longer exists|does not exist/).first()).toBeVisible();
});

test('the reference of a denial fills in the explanation', async ({ page, open, api, server }) => {
  const name = unique();
  await api.secret(name, [canary()]);
  const { user, application } = await userWith(api, server, document(statement({ IpAddress: { 'acs:SourceIp': '192.0.2.0/24' } })));
  const denial = await application.value(name).catch((error) => error);
  await open('/explain');
  await page.getByLabel('Reference of a denied request').fill(denial.request);
  await page.getByRole('button', { name: 'Use reference' }).click();
  await expect(page).toHaveURL(new RegExp(`principal=${user}&action=kms%3AGetSecretValue&resource=.*&address=127.*&transport=tls&mfa=no&time=`));
  await expect(page.getByLabel('Client address')).toHaveValue(/127/);
  await expect(page.getByText('Meet the condition')).toBeVisible();
});

test('versions of a policy are compared and restored', async ({ page, open, api }) => {
  const name = unique();
  await api.secret(name, [canary()]);
  const policy = (user: string) => document({ Effect: 'Allow', Principal: { RAM: [`acs:ram::${api.account}:user/${user}`] }, Action: 'kms:GetSecretValue', Resource: '*' });
  for (const user of ['first-reader', 'second-reader']) await api.call('SetSecretPolicy', { SecretName: name, Policy: policy(user), PolicyName: 'default' });
  await open(`/secrets/access/${name}`);
  await expect(page.getByText('Versions of this policy')).toBeVisible();
  await page.getByRole('link', { name: 'Compare v1 with the present policy' }).click();
  await expect(page.getByText('From v1 to the present policy')).toBeVisible();
  await hydrated(page);
  await page.getByRole('button', { name: 'Restore v1' }).click();
  await expect(page.getByText('Policy saved')).toBeVisible();
  const now = await api.call('GetSecretPolicy', { SecretName: name, PolicyName: 'default' });
  expect(JSON.stringify(now)).toContain('first-reader');
  await expect(page.getByText('v3', { exact: true })).toBeVisible();
});

test('the form offers operators that fit the key', async ({ page, open }) => {
  await open('/policies/new');
  await page.getByRole('button', { name: 'Add statement' }).click();
  await page.getByRole('button', { name: 'Add condition' }).first().click();
  const operator = page.getByLabel('Operator of condition 1').first();
  await page.getByLabel('Key of condition 1').first().fill('acs:SourceIp');
  await expect(operator).toHaveValue('IpAddress');
  await expect(operator.locator('option')).toHaveText(['IpAddress', 'NotIpAddress']);
});
