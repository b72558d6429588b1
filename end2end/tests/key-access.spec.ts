// Access to a key: its policy, and what it allows and denies.
import { Api, canary, expect, hydrated, row, test, unique } from './support/fixtures';

const plain = (name: string) => name.replace('/', '-');

test('a key policy grants access to secrets of the key until it is removed', async ({ page, open, api, server, expectErrors }) => {
  expectErrors(/status of 400/);
  const [name, value, user, description] = [unique(), canary(), plain(unique('bob')), `Ledger ${unique()}`];
  const key = (await api.call('CreateKey', { Description: description })).KeyMetadata.KeyId;
  await api.secret(name, [value], { EncryptionKeyId: key });
  await api.ram('CreateUser', { UserName: user });
  await api.ram('AttachPolicyToUser', { PolicyType: 'System', PolicyName: 'AliyunKMSSecretUserAccess', UserName: user });
  const made = (await api.ram('CreateAccessKey', { UserName: user })).AccessKey;
  const application = new Api(server, made.AccessKeyId, made.AccessKeySecret);
  await expect(application.value(name)).rejects.toThrow('Forbidden.NoPermission');

  await open(`/keys?key=${key}`);
  await page.getByRole('link', { name: 'Who can use it, and its policy' }).click();
  await expect(page).toHaveURL(`/keys/${key}`);
  await expect(page.getByRole('heading', { level: 1, name: description })).toBeVisible();
  await expect(row(page, 'admin')).toContainText('read and write');
  await expect(row(page, user)).toHaveCount(0);
  await page.getByText('Create policy').focus();
  await page.keyboard.press('Enter');
  const text = page.getByLabel('Policy document');
  await expect(text).toHaveValue(/kms:GenerateDataKey/);
  const policy = (effect: string, who: string, action: string) =>
    JSON.stringify({ Version: '1', Statement: [{ Effect: effect, Principal: { RAM: [`acs:ram::${api.account}:${who}`] }, Action: action, Resource: '*' }] });
  const save = page.getByRole('button', { name: 'Save policy' });
  await text.fill(policy('Deny', '*', 'kms:*'));
  await save.click();
  await expect(page.getByRole('alert')).toContainText('nobody could change it again');
  await text.fill(policy('Allow', `user/${user}`, 'kms:Decrypt'));
  await save.click();
  await expect(page.getByText('Policy saved')).toBeVisible();
  await expect(row(page, user)).toContainText("the key's policy");
  await expect(row(page, user)).toContainText('read');
  expect(await application.value(name)).toBe(value);

  await open(`/secrets/access/${name}`);
  await expect(row(page, user)).toContainText("the key's policy");
  await expect(row(page, user).getByRole('button', { name: 'Revoke' })).toHaveCount(0);

  await open(`/keys/${key}`);
  await page.getByText('Edit policy').click();
  await page.getByRole('button', { name: 'Remove policy' }).click();
  await expect(row(page, user)).toHaveCount(0);
  await expect(application.value(name)).rejects.toThrow('Forbidden.NoPermission');
});

test('disabled and default keys have a notice; unknown keys are not found', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 40[04]/);
  const key = (await api.call('CreateKey', { Description: unique() })).KeyMetadata.KeyId;
  await api.call('DisableKey', { KeyId: key });
  await open(`/keys/${key}`);
  await expect(page.getByText('This key is disabled')).toBeVisible();
  await expect(page.getByText('Create policy')).toBeVisible();
  const keys: any[] = (await api.call('ListKeys', { PageSize: '100' })).Keys.Key;
  await open(`/keys/${keys[0].KeyId}`);
  await expect(page.getByText('default key has no policy')).toBeVisible();
  await expect(page.getByText('Create policy')).toHaveCount(0);
  await page.goto('/keys/00000000-0000-4000-8000-000000000000');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Key' })).toBeVisible();
  expect((await page.goto('/keys/none'))!.status()).toBe(404);
});

test('the page fits a phone screen', async ({ page, open, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const key = (await api.call('CreateKey', { Description: unique() })).KeyMetadata.KeyId;
  await open(`/keys/${key}`);
  await page.getByText('Create policy').click();
  await expect(page.getByRole('button', { name: 'Save policy' })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
});

test('a policy can be edited without JavaScript', async ({ browser, server, administrator, api }) => {
  const key = (await api.call('CreateKey', { Description: unique() })).KeyMetadata.KeyId;
  const context = await browser.newContext({ baseURL: server.console, storageState: administrator, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/keys/${key}`);
  await page.getByText('Create policy').click();
  const policy = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Deny', Principal: { RAM: [`acs:ram::${api.account}:user/nobody`] }, Action: 'kms:*', Resource: '*' }] });
  await page.locator('textarea[name=document]').fill(policy);
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page).toHaveURL(new RegExp(`/keys/${key}[?]?$`));
  expect((await api.call('GetKeyPolicy', { KeyId: key })).Policy).toContain('user/nobody');
  await context.close();
});
