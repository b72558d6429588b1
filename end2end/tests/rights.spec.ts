// What would be refused is disabled with the reason; a refusal shows a reference, and leads to its explanation.
import { canary, expect, hydrated, test, unique, type Page } from './support/fixtures';

async function person(api: any, personPage: any, policy: string | undefined): Promise<Page> {
  const [user, password] = [unique('p').replace('/', '-'), `Passphrase ${canary()}`];
  await api.ram('CreateUser', { UserName: user });
  await api.ram('CreateLoginProfile', { UserName: user, Password: password });
  if (policy) await api.ram('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: policy, UserName: user });
  return personPage(user, password);
}

const allow = (...statements: object[]) => JSON.stringify({ Version: '1', Statement: statements.map((one) => ({ Effect: 'Allow', ...one })) });

test('a value that may not be read cannot be revealed or copied, and the page says why', async ({ api, personPage }) => {
  const [readable, hidden] = [await api.secret(unique('own'), [{ a: '1' }, { a: '2' }]), await api.secret(unique('other'), [{ a: '1' }, { a: '2' }])];
  const policy = unique('pol').replace('/', '-');
  await api.ram('CreatePolicy', { PolicyName: policy, PolicyDocument: allow(
    { Action: ['kms:DescribeSecret', 'kms:ListSecretVersionIds', 'kms:ListSecrets'], Resource: '*' },
    { Action: 'kms:*', Resource: `acs:kms:*:*:secret/${readable}` }) });
  const page = await person(api, personPage, policy);
  await page.goto(`/secrets/overview/${readable}`);
  await hydrated(page);
  await expect(page.getByRole('button', { name: 'Reveal a' })).not.toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('link', { name: 'Edit', exact: true }).first()).toBeVisible();

  await page.goto(`/secrets/overview/${hidden}`);
  await hydrated(page);
  for (const name of ['Reveal a', 'Copy a']) {
    const button = page.getByRole('button', { name, exact: true });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAttribute('title', /policies do not allow/);
  }
  const access = page.getByRole('navigation', { name: 'About this secret' }).getByRole('link', { name: /^Access/ });
  await expect(access).toHaveAttribute('aria-disabled', 'true');
  await expect(access).toHaveAttribute('title', /policies do not allow/);
  await expect(access).not.toHaveAttribute('href');
  for (const name of ['Edit', 'Compare']) await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
  await expect(page.locator('summary', { hasText: /Add tag|Delete this secret|Edit description/ })).toHaveCount(0);
});

test('a refusal shows a reference to copy, and its explanation to those who may see it', async ({ api, personPage, expectErrors }) => {
  expectErrors(/status of 403/);
  const policy = unique('pol').replace('/', '-');
  await api.ram('CreatePolicy', { PolicyName: policy, PolicyDocument: allow({ Action: ['kms:ListSecrets', 'ram:ExplainAccess', 'actiontrail:LookupEvents', 'ram:ListUsers', 'ram:GetUser'], Resource: '*' }) });
  const name = await api.secret(unique(), ['x']);
  const page = await person(api, personPage, policy);
  await page.goto(`/secrets/overview/${name}`);
  await hydrated(page);
  await expect(page.getByText('You do not have access')).toBeVisible();
  await expect(page.getByText(/Reference/).locator('code')).toHaveText(/^[0-9a-f-]{36}$/i);
  await expect(page.getByRole('button', { name: 'Copy reference' })).toBeEnabled();
  await expect(page.getByRole('link', { name: 'See why' })).toHaveAttribute('href', /\/explain\?event=/);
  for (const path of ['/policies/new', '/roles/new', '/secrets/new']) {
    await page.goto(path);
    await expect(page.getByText('You do not have access')).toBeVisible();
    await expect(page.getByText(/Reference/).locator('code'), path).toHaveText(/^[0-9a-f-]{36}$/i);
  }
});
