// Names, texts and values that contain markup are shown as text.
import { expect, hydrated, test, unique, type Page } from './support/fixtures';

const MARKUP = '"></title></textarea><img src=x onerror="document.title=\'owned\'"><b>x</b><script>document.title=\'owned\'</script>';

async function inert(page: Page) {
  expect(await page.title()).not.toContain('owned');
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(await page.locator('main b').count()).toBe(0);
}

test('markup in descriptions, keys, values and labels stays text', async ({ page, open, api }) => {
  const name = await api.secret(unique('hostile'), [JSON.stringify({ [MARKUP]: MARKUP, plain: '</script><script>document.title="owned"</script>' }), JSON.stringify({ [MARKUP]: 'x' })], { Description: MARKUP });
  for (const path of ['overview', 'versions', 'compare', 'audit', 'connect', 'edit']) {
    const response = await page.goto(`/secrets/${path}/${name}`);
    const html = await response!.text();
    expect(html, path).not.toContain('<b>x</b>');
    expect(html, path).not.toContain('<img src=x');
    await hydrated(page);
    await inert(page);
  }
  await open(`/secrets?q=${encodeURIComponent(name)}`);
  await inert(page);
  await open(`/secrets/overview/${name}`);
  await page.getByRole('button', { name: /^Reveal/ }).first().click();
  await expect(page.locator('[data-revealed]').first()).toBeVisible();
  await inert(page);
});

test('text that breaks out of JSON in the page stays text', async ({ page, open, api }) => {
  const name = await api.secret(unique('hostile'), ['x'], { Description: '</script><!-- <script>document.title="owned"</script>   -->' });
  await open(`/secrets/overview/${name}`);
  await inert(page);
  await expect(page.getByText('</script><!--').first()).toBeVisible();
});

test('markup in URLs stays text', async ({ page, open, expectErrors }) => {
  expectErrors(/status of 40[04]/);
  const markup = encodeURIComponent(MARKUP);
  for (const path of [
    `/secrets?q=${markup}`, `/secrets?tag=${markup}&value=${markup}`, `/secrets?key=${markup}`, `/secrets?state=${markup}&sort=${markup}`,
    `/secrets?after=${markup}`, `/audit?actor=${markup}&action=${markup}&secret=${markup}`, `/audit?from=${markup}`, `/audit?cursor=${markup}`,
    `/users?q=${markup}&after=${markup}`, `/users/${markup}`, `/groups/${markup}`, `/policies/Custom/${markup}`,
    `/policies/${markup}/x`, `/policies/new?document=${markup}&name=${markup}`, `/explain?principal=${markup}&action=${markup}&resource=${markup}`,
    `/keys?key=${markup}`, `/secrets/overview/${markup}`, `/sign-in?next=${markup}`, `/${markup}`,
  ]) {
    const response = await page.goto(path);
    const html = await response!.text();
    expect(html, path).not.toContain('<b>x</b>');
    expect(response!.status(), path).toBeLessThan(500);
    await inert(page);
  }
  await open('/secrets');
});

test('a very long name and very many keys fit the page', async ({ page, open, api }) => {
  const name = await api.secret(`${unique('long')}/${'n'.repeat(150)}`, [Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`key-${n}-${'k'.repeat(60)}`, 'v'.repeat(100)]))]);
  for (const path of ['overview', 'versions', 'edit']) {
    await open(`/secrets/${path}/${name}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBeLessThanOrEqual(0);
  }
});
