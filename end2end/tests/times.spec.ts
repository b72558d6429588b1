// Times never lie in the future, counts are right on every page, and a tag is found as pages show it.
import { expect, hydrated, row, rowOf, test, unique } from './support/fixtures';

for (const [what, hours] of [['behind', -3], ['ahead', 5]] as const) {
  test(`times are right where the browser's clock is ${what}`, async ({ page, api }) => {
    const name = await api.secret(unique(), ['x', 'y']);
    await page.addInitScript((shift) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + shift;
      const origin = performance.timeOrigin + shift;
      Object.defineProperty(performance, 'timeOrigin', { get: () => origin });
    }, hours * 3_600_000);
    await page.goto(`/secrets/versions/${name}`);
    await hydrated(page);
    await expect(rowOf(page, 'v2').locator('time')).toHaveText(/^(just now|\d+ s ago)$/);
  });
}

test('a version saved since the page was loaded was never saved in the future', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x']);
  await open(`/secrets/versions/${name}`);
  for (let n = 2; n < 5; n++) {
    await page.waitForTimeout(2_500); // the page's clock lags by up to ten seconds
    await api.call('PutSecretValue', { SecretName: name, VersionId: `v${n}`, SecretData: `${n}` });
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('navigation', { name: 'About this secret' }).getByRole('link', { name: /^Versions/ }).click();
    await expect(rowOf(page, `v${n}`).locator('time')).toHaveText(/^(just now|\d+ s ago)$/);
  }
});

test('a recovery window of 30 days ends in 30 days', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['x']);
  await open(`/secrets/overview/${name}`);
  await page.locator('summary', { hasText: 'Delete this secret' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Being deleted')).toBeVisible();
  await expect(page.getByText('in 30 d')).toBeVisible();
  await open(`/secrets?q=${encodeURIComponent(name)}`);
  await expect(row(page, name.split('/')[1])).toContainText('Deletion in 30 days');
});

test('the sidebar counts the secrets on every page, also after a change', async ({ page, open, api }) => {
  await api.secret(unique(), ['x']);
  const total = async () => (await api.call('ListSecrets')).TotalCount as number;
  const count = () => page.getByRole('navigation').getByRole('link', { name: /^Secrets/ }).first();
  for (const path of ['/', '/secrets', '/users', '/settings', '/secrets?q=nothing-of-this-name']) {
    await open(path);
    await expect(count(), path).toHaveText(new RegExp(`^Secrets\\s*${(await total()).toLocaleString('en')}$`));
  }
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).fill(unique());
  await page.getByRole('radio', { name: 'Text' }).check();
  await page.getByLabel('Text', { exact: true }).fill('x');
  await page.getByRole('button', { name: 'Create secret' }).click();
  await expect(page).toHaveURL(/overview/);
  await expect(count()).toHaveText(new RegExp(`^Secrets\\s*${(await total()).toLocaleString('en')}$`));
});

test('env=prod in the filter finds the tag', async ({ page, open, api }) => {
  const key = unique('env').replace('/', '');
  const tagged = await api.secret(unique(), ['x'], { Tags: [{ TagKey: key, TagValue: 'prod' }] });
  await api.secret(unique(), ['x'], { Tags: [{ TagKey: key, TagValue: 'dev' }] });
  await open('/secrets');
  await page.getByLabel('Find secrets').fill(`${key}=prod`);
  await expect(page.getByText('1 secret matches the filters')).toBeVisible();
  await expect(row(page, tagged.split('/')[1])).toBeVisible();
});
