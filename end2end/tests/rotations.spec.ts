// The list of rotations and the page of one, at a real PostgreSQL.
import { canary, expect, row, test, unique, type Api, type Page } from './support/fixtures';
import { managed, manager, psql, reached, rotate, served, stateOf } from './support/targets';

/** The page of a user with a system policy. */
async function signedInWith(api: Api, personPage: (user?: string, password?: string) => Promise<Page>, policy: string) {
  const [user, password] = [unique('person').replace('/', '-'), `Passphrase ${canary()}`];
  await api.ram('CreateUser', { UserName: user });
  await api.ram('CreateLoginProfile', { UserName: user, Password: password });
  await api.ram('AttachPolicyToUser', { PolicyType: 'System', PolicyName: policy, UserName: user });
  return personPage(user, password);
}

const state = (api: Api, name: string, id: string) => expect.poll(() => stateOf(api, name, id), { timeout: 20_000 });

/** A rotation that stopped because the target refuses its managing account. */
async function stuck(api: Api) {
  const made = await managed(api, 'wrong');
  const id = await rotate(api, made.name);
  await state(api, made.name, id).toBe('needs-a-person uncertain');
  return { ...made, id };
}

test('on-call staff find a rotation that needs attention, learn why, and resume it', async ({ api, personPage }) => {
  const { name, target, user, password, id } = await stuck(api);
  const page = await signedInWith(api, personPage, 'StrongroomOnCall');
  await page.getByRole('link', { name: 'Rotations' }).first().click();
  await page.getByRole('link', { name: 'Needs attention' }).click();
  await expect(page).toHaveURL('/rotations?state=attention');
  await expect(row(page, name)).toContainText(/Needs attention.*The target refuses the managing account\..*on request/s);
  await row(page, name).getByRole('link', { name }).click();
  await expect(page).toHaveURL(`/rotations/${id}/${name}`);
  await expect(page.getByRole('alert')).toContainText('The target refuses the managing account.');
  await expect(page.getByRole('alert')).toContainText('enter the managing account');
  await expect(page.getByRole('listitem').filter({ hasText: 'Failed: Set it at the target' })).toBeVisible();
  expect(psql(user, password, 'SELECT 1'), 'readers keep what works').toBe('1');
  await api.own('UpdateTarget', { TargetName: target, ...manager() });
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('The rotation goes on')).toBeVisible();
  // The page follows by itself.
  await expect(page.getByText('Applications read the new credential. The target refuses the old one.')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('listitem').filter({ hasText: /^Done: / })).toHaveCount(5);
  expect(psql(user, await served(api, name), 'SELECT 1')).toBe('1');
  expect(psql(user, password, 'SELECT 1')).toContain('authentication failed');
});

test('a rotation that ended shows its facts with links', async ({ page, open, api }) => {
  const { name, target, user } = await managed(api);
  const id = await rotate(api, name);
  await state(api, name, id).toBe('done promoted');
  await open(`/rotations?state=ended&secret=${encodeURIComponent(name)}`);
  await expect(row(page, target)).toContainText('Done');
  await page.getByRole('link', { name: 'Remove filter' }).click();
  await expect(page).toHaveURL('/rotations?state=ended');
  await open(`/rotations/${id}/${name}`);
  const facts = page.getByRole('definition');
  await expect(facts.filter({ hasText: user })).toBeVisible();
  await expect(facts.filter({ hasText: 'One account gets a new password' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Resume|Roll back|Give up|Revoke/ })).toHaveCount(0);
  for (const [words, address] of [[target, `/targets/${target}`], [name, `/secrets/overview/${name}`], ['v2', `/secrets/versions/${name}`], ['All rotations of this secret', `/rotations?secret=${encodeURIComponent(name)}`]]) {
    await expect(page.getByRole('main').getByRole('link', { name: words, exact: true }).first()).toHaveAttribute('href', address);
  }
  await page.getByRole('link', { name: /Audit events/ }).click();
  await expect(page.getByRole('row').filter({ hasText: 'RotateSecret' })).toBeVisible();
});

test('the old credential is revoked at once after a question', async ({ page, open, api }) => {
  const { name, target, user, password } = await managed(api, undefined, 'DoubleUsers');
  await api.own('SetRotationPlan', {
    SecretName: name, TargetName: target, Strategy: 'two-accounts', 'AccountName.1': user, 'AccountName.2': `${user}_b`, GracePeriodInSeconds: '3600',
  });
  const id = await rotate(api, name);
  await state(api, name, id).toBe('active promoted');
  expect(psql(user, password, 'SELECT 1'), 'the grace period').toBe('1');
  await open(`/rotations/${id}/${name}`);
  await expect(page.getByText('The old one works until it is revoked')).toBeVisible();
  await page.getByRole('button', { name: 'Revoke now…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke the old credential now?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await stateOf(api, name, id)).toBe('active promoted');
  await page.getByRole('button', { name: 'Revoke now…' }).click();
  await dialog.getByRole('button', { name: 'Revoke now', exact: true }).click();
  await expect(page.getByText('The target refuses the old one.')).toBeVisible({ timeout: 20_000 });
  expect(psql(user, password, 'SELECT 1')).toContain('authentication failed');
});

test('a rotation is rolled back with the keyboard alone', async ({ page, open, api }) => {
  const { name, target, user, password } = await managed(api);
  await api.own('UpdateTarget', { TargetName: target, Host: '127.0.0.1', Port: '1', Trust: 'plain', ...manager() });
  const id = await rotate(api, name);
  await state(api, name, id).toMatch(/^retry-wait/);
  await open('/');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(page).toHaveURL('/rotations');
  await expect(row(page, name)).toBeVisible();
  const link = row(page, name).getByRole('link', { name });
  for (let n = 0; n < 80 && !(await link.evaluate((one) => one === document.activeElement)); n++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/rotations/${id}/${name}`);
  const opener = page.getByRole('button', { name: 'Roll back…' });
  await expect(opener).toBeVisible();
  for (let n = 0; n < 40 && !(await opener.evaluate((one) => one === document.activeElement)); n++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const confirm = page.getByRole('dialog', { name: 'Roll back this rotation?' }).getByRole('button', { name: 'Roll back', exact: true });
  await expect(confirm).toBeVisible();
  for (let n = 0; n < 10 && !(await confirm.evaluate((one) => one === document.activeElement)); n++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Rolling back', { exact: true }).first()).toBeVisible();
  await api.own('UpdateTarget', { TargetName: target, ...reached(), ...manager() });
  await expect(page.getByText('Rolled back', { exact: true })).toBeVisible({ timeout: 40_000 });
  expect(await served(api, name)).toBe(password);
  expect(psql(user, password, 'SELECT 1')).toBe('1');
});

test('a rotation at a target that is gone is given up', async ({ page, open, api }) => {
  const { name, target, id } = await stuck(api);
  await open(`/rotations/${id}/${name}`);
  await expect(page.getByRole('link', { name: 'Edit target' })).toHaveAttribute('href', `/targets/${target}/edit`);
  await page.getByRole('button', { name: 'Give up…' }).click();
  await page.getByRole('dialog', { name: 'End this rotation as it is?' }).getByRole('button', { name: 'Give up', exact: true }).click();
  await expect(page.getByText('Given up', { exact: true })).toBeVisible();
  await expect(page.getByText('It was ended without asking')).toBeVisible();
  expect(await stateOf(api, name, id)).toMatch(/^given-up/);
});

test('the list is filtered by secret', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 404/);
  const { name, id } = await stuck(api);
  await open('/rotations?state=open');
  await page.getByRole('searchbox', { name: 'Rotations of a secret' }).fill(name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/rotations?state=open&secret=${name.replace('/', '%2F')}`);
  await expect(page.getByRole('row').filter({ has: page.locator('a') })).toHaveCount(1);
  await expect(row(page, name).getByRole('link').first()).toHaveAttribute('href', `/rotations/${id}/${name}`);
  await page.getByRole('link', { name: 'Ended' }).click();
  await expect(page.getByText('No rotations of this secret')).toBeVisible();
  await open('/rotations?secret=payments/absent');
  await expect(page.getByText('No secret of this name')).toBeVisible();
});

test('an auditor sees a rotation and no buttons', async ({ api, personPage }) => {
  const { name, id } = await stuck(api);
  const page = await signedInWith(api, personPage, 'StrongroomAuditor');
  await page.goto(`/rotations/${id}/${name}`);
  await expect(page.getByRole('alert')).toContainText('The target refuses the managing account.');
  await expect(page.getByRole('main').getByRole('button', { name: /Resume|Roll back|Give up/ })).toHaveCount(0);
});
