// Frequent actions work with the keyboard alone.
import { canary, expect, hydrated, row, test, unique, type Page } from './support/fixtures';

/** Presses Tab until the control with this name has the focus. */
async function tabTo(page: Page, name: RegExp, most = 60) {
  for (let n = 0; n < most; n++) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement | null;
      const labels = (at as HTMLInputElement | null)?.labels;
      return at?.getAttribute('aria-label') ?? (labels?.length ? labels[0].textContent : at?.textContent) ?? '';
    });
    if (name.test(label.trim())) return;
  }
  throw new Error(`Tab never reached ${name}`);
}

test('/ searches, Ctrl K opens the palette, ? lists the shortcuts, Escape closes', async ({ page, open, api }) => {
  const name = await api.secret(unique('keys'), [canary()]);
  await open('/secrets');
  await page.keyboard.press('/');
  await expect(page.getByLabel('Find secrets')).toBeFocused();
  await page.keyboard.type('nothing-of-this-name');
  await expect(page.getByText('No secrets match these filters')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search or jump to' });
  await expect(palette).toBeVisible();
  await page.keyboard.type(name);
  await expect(palette.getByRole('option', { name })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  await page.locator('h1').click();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys).toBeVisible();
  await expect(keys).toContainText('Edit this secret');
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await page.keyboard.press('e');
  await expect(page).toHaveURL(`/secrets/edit/${name}`);
});

test('g and a letter open a page', async ({ page, open }) => {
  await open('/');
  for (const [key, path] of [['s', '/secrets'], ['a', '/audit'], ['k', '/keys'], ['t', '/targets'], ['o', '/rotations'], ['u', '/users'], ['g', '/groups'], ['p', '/policies'], ['x', '/explain'], ['e', '/settings'], ['h', '/']]) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page).toHaveURL(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
});

test('a secret can be created and revealed with the keyboard alone', async ({ page, open }) => {
  const [name, value] = [unique('keyboard'), canary()];
  await open('/secrets/new');
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.type(name);
  await tabTo(page, /^Name of key 1/);
  await page.keyboard.type('password');
  await tabTo(page, /^value of key 1/);
  await page.keyboard.type(value);
  await tabTo(page, /^Create secret/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/secrets/overview/${name}`);
  await tabTo(page, /^Reveal password/);
  await page.keyboard.press('Enter');
  await expect(page.getByText(value)).toBeVisible();
});

test('a target can be created and deleted with the keyboard alone', async ({ page, open }) => {
  const name = unique('keyboard').replace('/', '-');
  await open('/targets/new');
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.type(name);
  await tabTo(page, /^Kind/);
  await page.keyboard.press('ArrowDown');
  await tabTo(page, /^Host/);
  await page.keyboard.type('db.internal');
  await tabTo(page, /^TLS/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, /^Create target/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/targets/${name}`);
  await expect(page.getByText('db.internal:3306 · No TLS')).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await tabTo(page, /^Type .* to confirm/, 10);
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/targets');
});

test('the first Tab skips to the content and the focus is visible', async ({ page, open }) => {
  await open('/secrets');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
  await tabTo(page, /New secret/);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
  expect(outline).not.toBe('none');
});

test('a dialog traps the focus and restores it', async ({ page, open }) => {
  await open('/keys');
  const opener = page.getByRole('button', { name: 'New key' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New customer master key' });
  await expect(dialog).toBeVisible();
  for (let n = 0; n < 8; n++) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => !document.activeElement || document.activeElement === document.body || !!document.activeElement.closest('dialog'));
    expect(inside).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test('shortcuts do nothing in a text field', async ({ page, open, api }) => {
  const name = await api.secret(unique(), [{ a: '1' }]);
  await open(`/secrets/edit/${name}`);
  await page.getByLabel(/^new value of a/).fill('');
  await page.getByLabel(/^new value of a/).pressSequentially('ged/?x');
  await expect(page).toHaveURL(`/secrets/edit/${name}`);
  await expect(page.getByLabel(/^new value of a/)).toHaveValue('ged/?x');
  await hydrated(page);
  await expect(row(page, 'x')).toHaveCount(0);
});
