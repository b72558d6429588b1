// Key pairs of a real host, created in the console and rotated there.
import { expect, test, unique } from './support/fixtures';
import { hostAccount, hostLetsIn, hostTarget, type HostAccount } from './support/hosts';
import { account, choose, findings, goOn, step } from './support/wizard';

test.skip(process.getuid?.() !== 0, 'only root has a host to test with');

let host: HostAccount;
test.beforeEach(() => { host = hostAccount(); });
test.afterEach(() => host.end());

test('the key pair of a host is created from its private key, tested, and rotates', async ({ page, open, api }) => {
  const { user, publicKey, privateKey } = host;
  const [at, name] = [await hostTarget(api), unique('host')];
  await open('/secrets/new/managed');
  await choose(page, at);
  await goOn(page);
  await expect(page.getByRole('radio', { name: 'A second SSH key, then the first is removed' })).toBeChecked();
  await expect(page.getByLabel(/^Current password/)).toHaveCount(0);
  await account(page).fill(user);
  const field = page.locator('#current-private-key');
  await field.fill(publicKey);
  await goOn(page);
  await expect(field).toHaveAccessibleDescription(/Must be a private key in the OpenSSH format/);
  await page.getByLabel('Private key file').setInputFiles({ name: 'id_ed25519', mimeType: 'text/plain', buffer: Buffer.from(privateKey) });
  await expect(field).toHaveValue(privateKey);
  await goOn(page);

  await step(page, 'Test').getByRole('button', { name: 'Test', exact: true }).click();
  await expect(findings(page).filter({ hasText: `Done: ${user} can log in with the credential you entered` })).toBeVisible({ timeout: 20_000 });
  await goOn(page);
  await expect(page.getByLabel('The old key pair stays valid for')).toHaveValue('2');
  await goOn(page);
  await expect(step(page, 'Review')).toContainText('Applications can read the key pair that you entered.');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(`/secrets/rotation/${name}`);
  await expect(page.getByText('The key pair entered at creation is still in use')).toBeVisible();
  expect(await page.content()).not.toContain(privateKey.split('\n')[2]);

  const first = JSON.parse(await api.value(name));
  expect(first).toEqual({ UserName: user, PublicKey: publicKey, PrivateKey: privateKey });
  const described = await api.call('DescribeSecret', { SecretName: name });
  expect(described.SecretType).toBe('ECS');
  expect(JSON.parse(described.ExtendedConfig)).toMatchObject({ SecretSubType: 'SSHKey', InstanceId: at, CustomData: {} });

  await page.getByText('Rotate now…').click();
  await page.getByRole('button', { name: 'Rotate', exact: true }).click();
  const served = async () => JSON.parse(await api.value(name)).PrivateKey as string;
  await expect.poll(served, { timeout: 30_000 }).not.toBe(privateKey);
  expect(hostLetsIn(user, await served())).toBe(true);
  expect(hostLetsIn(user, privateKey), 'for two days').toBe(true);
});

test('a key of a host gets another target, and does not become a password', async ({ page, open, api }) => {
  const { user, publicKey, privateKey } = host;
  const [at, other, name] = [await hostTarget(api), await hostTarget(api), `acs/ecs/${unique('host')}`];
  await api.call('CreateSecret', {
    SecretName: name, VersionId: 'v1', SecretType: 'ECS', SecretData: { UserName: user, PublicKey: publicKey, PrivateKey: privateKey },
    ExtendedConfig: { SecretSubType: 'SSHKey', InstanceId: at, CustomData: {} },
  });
  await open(`/secrets/plan/${name}`);
  await expect(page.getByRole('radio', { name: 'One account gets a new password' })).toHaveCount(0);
  await choose(page, other);
  await page.getByRole('button', { name: 'Save…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(`/secrets/rotation/${name}`);
  expect((await api.own('DescribeRotation', { SecretName: name })).Plan).toMatchObject({ TargetName: other, Strategy: 'key-pair' });
  const { ExtendedConfig } = await api.call('DescribeSecret', { SecretName: name });
  expect(JSON.parse(ExtendedConfig).InstanceId).toBe(other);
});
