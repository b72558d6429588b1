// The form for a new secret.
import { canary, expect, rowOf, test, unique } from './support/fixtures';

test('an invalid form is not sent and keeps its input', async ({ page, open, api }) => {
  await open('/secrets/new');
  const name = page.getByLabel('Name', { exact: true });
  const value = canary();
  await name.fill('payments/../ledger');
  await page.getByLabel('Name of key 1').fill('password');
  await page.getByLabel('value of key 1', { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page.getByText(/path segment/)).toBeVisible();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveURL('/secrets/new');
  const good = unique();
  await name.fill(good);
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/overview/${good}`);
  expect(JSON.parse(await api.value(good))).toEqual({ password: value });
});

test('a name that exists already is rejected with a message on the form', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 409/);
  const name = await api.secret(unique(), ['x']);
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('radio', { name: 'Text' }).check();
  await page.getByLabel('Text', { exact: true }).fill('y');
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page.getByText('Not created')).toBeVisible();
  await expect(page.getByText(/exists already/)).toBeVisible();
  expect(await api.value(name)).toBe('x');
});

test('a secret can be created with text, tags, its own key and a version id', async ({ page, open, api }) => {
  const key = (await api.call('CreateKey', { Description: `Key for ${unique()}` })).KeyMetadata;
  const name = unique();
  const value = `-----BEGIN KEY-----\n${canary()}\n-----END KEY-----`;
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel(/^Description/).fill('For the tests');
  await page.getByRole('radio', { name: 'Text' }).check();
  await page.getByLabel('Text', { exact: true }).fill(value);
  await page.getByLabel('Key of tag 1').fill('env');
  await page.getByLabel('Value of tag 1').fill('test');
  await page.locator('summary', { hasText: 'Advanced' }).click();
  await page.getByLabel(/^Encryption key/).selectOption(key.KeyId);
  await page.getByLabel(/^Version id/).fill('first');
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  const described = await api.call('DescribeSecret', { SecretName: name, FetchTags: 'true' });
  expect(described).toMatchObject({ Description: 'For the tests', EncryptionKeyId: key.KeyId, Tags: { Tag: [{ TagKey: 'env', TagValue: 'test' }] } });
  expect(await api.value(name, { VersionId: 'first' })).toBe(value);
});

test('a binary value can be read from a file', async ({ page, open, api }) => {
  const name = unique();
  const bytes = Buffer.from([0, 255, 1, 254, 128, 10, 13]);
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('radio', { name: 'Bytes' }).check();
  await page.locator('input[type=file]').setInputFiles({ name: 'keystore.p12', mimeType: 'application/octet-stream', buffer: bytes });
  await expect(page.getByLabel('Base64', { exact: false })).toHaveValue(bytes.toString('base64'));
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  const got = await api.call('GetSecretValue', { SecretName: name });
  expect(got).toMatchObject({ SecretData: bytes.toString('base64'), SecretDataType: 'binary' });
});

test('a random password can be generated on the page', async ({ page, open, api }) => {
  const name = unique();
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Name of key 1').fill('password');
  await page.getByRole('button', { name: 'Fill value of key 1 with a random password' }).click();
  const dialog = page.getByRole('dialog', { name: 'Random password' });
  await dialog.getByLabel('Length').fill('40');
  await dialog.getByLabel('Punctuation').uncheck();
  await dialog.getByRole('button', { name: 'Generate and use' }).click();
  await expect(page.getByLabel('value of key 1', { exact: true })).toHaveValue(/^[A-Za-z0-9]{40}$/);
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  expect(JSON.parse(await api.value(name)).password).toMatch(/^[A-Za-z0-9]{40}$/);
});

test('Enter adds a row and rows can be removed', async ({ page, open, api }) => {
  const name = unique();
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Name of key 1').fill('a');
  await page.getByLabel('value of key 1', { exact: true }).fill('1');
  await page.getByLabel('value of key 1', { exact: true }).press('Enter');
  await page.getByLabel('Name of key 4').fill('d');
  await page.getByLabel('value of key 4', { exact: true }).fill('4');
  await page.getByLabel('Name of key 2').fill('b');
  await page.getByRole('button', { name: 'Remove b' }).click();
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  expect(JSON.parse(await api.value(name))).toEqual({ a: '1', d: '4' });
  await expect(rowOf(page, 'v1')).toContainText('ACSCurrent');
});
