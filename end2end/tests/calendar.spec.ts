// The calendar of rotations, freeze dates, and pages that follow rotations by themselves.
import { expect, hydrated, row, test, type Api, type Page } from './support/fixtures';
import { managed, manager, reached, rotate, stateOf } from './support/targets';

/** Makes a secret rotate by itself, at any hour. */
const weekly = (api: Api, name: string, target: string, user: string, more: Record<string, string> = {}) =>
  api.own('SetRotationPlan', {
    SecretName: name, TargetName: target, Strategy: 'one-account', 'AccountName.1': user, EnableAutomaticRotation: 'true', RotationInterval: '7d', ...more,
  });

const utc = (at: number) => new Date(at).toISOString();
const DAY = 86_400_000;
/** The day on which a secret that was just created rotates first: up to an hour more than a week later. */
const firstDay = async (api: Api, name: string) =>
  (await api.own('DescribeRotation', { SecretName: name })).Plan.NextRotationDate.slice(0, 10) as string;

test('a month, a week and a day show when a secret rotates', async ({ page, open, api }) => {
  const { name, target, user } = await managed(api);
  await weekly(api, name, target, user);
  const day = await firstDay(api, name);
  await open('/rotations');
  await page.getByRole('link', { name: 'Calendar' }).click();
  await expect(page).toHaveURL('/rotations/calendar');
  await expect(page.locator('a[aria-current=date]')).toHaveCount(1);
  await expect(page.getByRole('columnheader')).toHaveText(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
  // By links alone: the address is the state.
  await open(`/rotations/calendar?date=${day}`);
  const heading = page.getByRole('heading', { level: 2, name: /\d{4}$/ });
  const month = await heading.textContent();
  await page.getByRole('link', { name: 'Next month' }).click();
  await expect(heading).not.toHaveText(month!);
  await page.getByRole('link', { name: 'Previous month' }).click();
  await expect(heading).toHaveText(month!);
  await open(`/rotations/calendar?date=${day}`);
  await page.getByRole('link', { name: 'Week', exact: true }).click();
  await expect(page).toHaveURL(`/rotations/calendar?view=week&date=${day}`);
  await expect(page.getByRole('heading', { level: 2, name: /^Week of Monday, / })).toBeVisible();
  await open(`/rotations/calendar?view=day&date=${day}`);
  await expect(row(page, name)).toContainText(/UTC.*Due/s);
  await row(page, name).getByRole('link', { name }).click();
  await expect(page).toHaveURL(`/secrets/rotation/${name}`);
  await page.goBack();
  await page.getByRole('link', { name: 'Today' }).click();
  await expect(page).toHaveURL(/view=day&date=\d{4}-\d\d-\d\d$/);
});

test('arrow keys go from day to day, and page keys from month to month', async ({ page, open }) => {
  await open('/rotations/calendar?date=2027-02-14');
  const days = page.locator('a[data-day]');
  await expect(days).toHaveCount(28);
  await days.nth(10).focus();
  for (const [key, at] of [['ArrowRight', 11], ['ArrowDown', 18], ['ArrowLeft', 17], ['ArrowUp', 10], ['End', 13], ['Home', 7]] as const) {
    await page.keyboard.press(key);
    await expect(days.nth(at), key).toBeFocused();
  }
  await page.keyboard.press('PageDown');
  await expect(page.getByRole('heading', { level: 2, name: 'March 2027' })).toBeVisible();
  await expect(page).toHaveURL('/rotations/calendar?date=2027-03-01');
});

test('a phone shows the days of a list', async ({ page, open, api }) => {
  const { name, target, user } = await managed(api);
  await weekly(api, name, target, user);
  const day = await firstDay(api, name);
  await page.setViewportSize({ width: 390, height: 844 });
  await open(`/rotations/calendar?view=week&date=${day}`);
  const cell = page.getByRole('cell').filter({ hasText: name });
  await expect(cell.first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
});

test('the calendar works without scripts', async ({ browser, server, administrator, api }) => {
  const { name, target, user } = await managed(api);
  await weekly(api, name, target, user);
  const day = await firstDay(api, name);
  const context = await browser.newContext({ baseURL: server.console, storageState: administrator, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/rotations/calendar?date=${day}`);
  await page.getByRole('link', { name: 'Next month' }).click();
  await page.getByRole('link', { name: 'Previous month' }).click();
  await page.getByRole('link', { name: 'Day', exact: true }).click();
  await page.goto(`/rotations/calendar?view=day&date=${day}`);
  await expect(row(page, name)).toContainText('Due');
  await context.close();
});

test('freeze dates are set, refused when malformed, shown and drawn', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 400/);
  const { name, target, user } = await managed(api);
  await weekly(api, name, target, user);
  const due = Date.parse((await api.own('DescribeRotation', { SecretName: name })).Plan.NextRotationDate);
  const [from, to] = [utc(due - DAY).slice(0, 16), utc(due + DAY).slice(0, 16)];
  await open(`/secrets/rotation/${name}`);
  await page.getByLabel('Freeze 1 from').fill(to);
  await page.getByLabel('Freeze 1 until').fill(from);
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await expect(page.getByText('From must be before To.').first()).toBeVisible();
  await page.getByLabel('Freeze 1 from').fill(from);
  await page.getByLabel('Freeze 1 until').fill(to);
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await expect(page.getByText('Schedule saved')).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: `${from.replace('T', ' ')}:00 UTC` })).toBeVisible();
  const plan = (await api.own('DescribeRotation', { SecretName: name })).Plan;
  expect(plan.Freezes.Freeze).toEqual([{ From: `${from}:00Z`, To: `${to}:00Z` }]);
  expect(Date.parse(plan.NextRotationDate)).toBeGreaterThanOrEqual(Date.parse(`${to}:00Z`));
  await open(`/rotations/calendar?view=day&date=${from.slice(0, 10)}`);
  await expect(page.getByText(/secrets? have freeze dates on this day/)).toBeVisible();
});

/** Requests of a page for one server function. */
const requests = (page: Page, of: string) => {
  const seen: string[] = [];
  page.on('request', (request) => request.url().includes(`/api/${of}`) && seen.push(request.url()));
  return seen;
};

test('a page about a rotation follows it by events, also after a reload', async ({ page, open, api }) => {
  const { name, target } = await managed(api, 'wrong');
  const id = await rotate(api, name);
  await expect.poll(() => stateOf(api, name, id), { timeout: 20_000 }).toBe('needs-a-person uncertain');
  const streams = page.waitForRequest((request) => request.resourceType() === 'eventsource');
  await open(`/rotations/${id}/${name}`);
  expect((await streams).url()).toContain(`/live/rotations?secret=${encodeURIComponent(name)}`);
  await expect(page.getByText('The target refuses the managing account.').first()).toBeVisible();
  const loads = requests(page, 'load_rotation');
  await page.reload();
  await hydrated(page);
  // Somebody else mends it and lets it go on: nothing is pressed here, and nothing was about to happen by itself.
  await api.own('UpdateTarget', { TargetName: target, ...manager() });
  await api.own('ResumeRotation', { SecretName: name, RotationId: id });
  await expect(page.getByText('The target refuses the old one.').first()).toBeVisible({ timeout: 20_000 });
  expect(loads.length).toBeGreaterThan(0);
});

test('a page without events asks by itself', async ({ page, open, api, expectErrors }) => {
  expectErrors(/live\/rotations|ERR_FAILED/);
  const { name, target } = await managed(api);
  await api.own('UpdateTarget', { TargetName: target, Host: '127.0.0.1', Port: '1', Trust: 'plain', ...manager() });
  const id = await rotate(api, name);
  await expect.poll(() => stateOf(api, name, id), { timeout: 20_000 }).toMatch(/^retry-wait/);
  await page.route('**/live/rotations**', (route) => route.abort());
  await open(`/rotations/${id}/${name}`);
  await expect(page.getByText('Waiting to try again').first()).toBeVisible();
  await api.own('UpdateTarget', { TargetName: target, ...reached(), ...manager() });
  await expect(page.getByText('The target refuses the old one.').first()).toBeVisible({ timeout: 60_000 });
});

test('a list of rotations learns of one that begins', async ({ page, open, api }) => {
  const { name } = await managed(api, 'wrong');
  await open(`/rotations?secret=${encodeURIComponent(name)}`);
  await expect(page.getByText('No rotations of this secret')).toBeVisible();
  await rotate(api, name);
  await expect(row(page, 'Needs attention')).toBeVisible({ timeout: 20_000 });
});

test('home and the list of secrets show what failed', async ({ page, open, api }) => {
  const { name } = await managed(api, 'wrong');
  const id = await rotate(api, name);
  await expect.poll(() => stateOf(api, name, id), { timeout: 20_000 }).toBe('needs-a-person uncertain');
  await open('/');
  const attention = page.getByRole('list', { name: 'Rotations that need attention' });
  await expect(attention.getByRole('listitem').first()).toContainText('Needs attention');
  await expect(attention.getByRole('button', { name: 'Resume' }).first()).toBeVisible();
  await open('/secrets?rotation=failed');
  await expect(row(page, name)).toContainText('Failed');
  await row(page, name).getByRole('link', { name: 'Failed' }).click();
  await expect(page).toHaveURL(`/rotations/${id}/${name}`);
  // And from there to what happened, and from the audit trail back.
  await expect(page.getByRole('table', { name: 'Log of this rotation' })).toContainText('The rotation began on request.');
  await page.getByRole('link', { name: /Audit events/ }).click();
  await page.getByRole('row').filter({ hasText: 'RotateSecret' }).first().getByText('Details').click();
  await page.getByRole('link', { name: 'Open the rotation' }).first().click();
  await expect(page).toHaveURL(`/rotations/${id}/${name}`);
});
