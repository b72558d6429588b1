// Values on the pages: keys of any name and type are shown, compared, edited and copied exactly as they are stored.
import { expect, hydrated, row, rowOf, test, unique, type Page } from './support/fixtures';

const review = (page: Page) => page.getByRole('button', { name: 'Review changes' }).click();
const save = (page: Page) => page.getByRole('button', { name: 'Save new version' }).click();
/** The field of a key that keeps its value if the field stays empty. */
const newValue = (page: Page, key: string) => page.getByLabel(new RegExp(`^new value of ${key.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\s*\\(optional\\)$`));
const saved = (page: Page, name: string) => expect(page).toHaveURL(`/secrets/versions/${name}`);
const DOCUMENT = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'kms:ListSecrets', Resource: '*' }] });
const trust = (account: string) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${account}:root`] } }] });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test('changing one key keeps every byte of the others', async ({ page, open, api }) => {
  const value = (password: string) => `{ "id":108204268033311374519,"f": 1.10,"z":-0 ,"e":"\\u0041\\/","p":"${password}" }`;
  const name = await api.secret(unique(), [value('x')]);
  await open(`/secrets/edit/${name}`);
  await newValue(page, 'p').fill('y');
  await review(page);
  await expect(row(page, 'id')).toContainText('same');
  await save(page);
  await saved(page, name);
  expect(await api.value(name)).toBe(value('y'));
  await open(`/secrets/compare/${name}`);
  await expect(page.getByText('4 same · 1 changed')).toBeVisible();
});

test('an edited key keeps its type until another is chosen', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['{"port":5432,"tls":true,"name":"db"}']);
  await open(`/secrets/edit/${name}`);
  await expect(page.getByLabel('Type of port', { exact: true })).toHaveValue('now-number');
  await newValue(page, 'port').fill('54-33');
  await review(page);
  await expect(page.getByText(/Must be a number as JSON writes it/)).toBeVisible();
  await newValue(page, 'port').fill('5433');
  await review(page);
  await expect(row(page, 'port')).toContainText('changed');
  await expect(row(page, 'port')).not.toContainText('text');
  await save(page);
  await saved(page, name);
  expect(await api.value(name)).toBe('{"port":5433,"tls":true,"name":"db"}');

  await open(`/secrets/edit/${name}`);
  await newValue(page, 'port').fill('5433');
  await page.getByLabel('Type of port', { exact: true }).selectOption('text');
  await page.getByLabel('Type of name', { exact: true }).selectOption('empty');
  await page.getByLabel('Type of tls', { exact: true }).selectOption('null');
  await page.getByLabel('Name of key 1').filter({ visible: true }).fill('max');
  await page.getByLabel('value of key 1', { exact: true }).filter({ visible: true }).fill('10');
  await page.getByLabel('Type of key 1', { exact: true }).filter({ visible: true }).selectOption('number');
  await review(page);
  await expect(row(page, 'port')).toContainText('number');
  await expect(row(page, 'port')).toContainText('text');
  await save(page);
  await saved(page, name);
  expect(await api.value(name)).toBe('{"port":"5433","tls":null,"name":"","max":10}');
});

test('keys of any name are edited, and duplicated ones say why not', async ({ page, open, api }) => {
  const long = 'k'.repeat(300);
  const name = await api.secret(unique(), [`{"":1,"user ":"u","a\\tb":"t","${long}":"l","d":"1","d":"2"}`]);
  await open(`/secrets/edit/${name}`);
  await expect(page.getByText(/More than one key has this name/)).toHaveCount(2);
  await expect(newValue(page, 'd')).toHaveCount(0);
  for (const [label, text] of [['""', '2'], ['"user "', 'new'], ['"a\\tb"', 'new'], [long, 'new']]) {
    await newValue(page, label).fill(text);
  }
  await review(page);
  await save(page);
  await saved(page, name);
  expect(await api.value(name)).toBe(`{"":2,"user ":"new","a\\tb":"new","${long}":"new","d":"1","d":"2"}`);
});

test('one of 101 keys can be changed, and a key removed and added in one edit', async ({ page, open, api }) => {
  const value = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`key${n}`, `${n}`]));
  const name = await api.secret(unique(), [JSON.stringify(value)]);
  await open(`/secrets/edit/${name}`);
  await newValue(page, 'key100').fill('new');
  const first = page.getByRole('listitem').filter({ has: newValue(page, 'key0') });
  await first.getByLabel('Remove', { exact: true }).check();
  await page.getByLabel('Name of key 1').filter({ visible: true }).fill('key0');
  await page.getByLabel('value of key 1', { exact: true }).filter({ visible: true }).fill('again');
  await review(page);
  await save(page);
  await saved(page, name);
  const { key0: _, ...rest } = value;
  expect(await api.value(name)).toBe(JSON.stringify({ ...rest, key100: 'new', key0: 'again' }));
});

test('revealed and copied keys are exact', async ({ page, open, api, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const name = await api.secret(unique(), ['{"id":108204268033311374519,"d":"1","d":"2","":"none"}']);
  await open(`/secrets/overview/${name}`);
  await expect(page.getByText('duplicated')).toHaveCount(2);
  await page.getByRole('button', { name: 'Reveal id', exact: true }).click();
  await expect(page.locator('[data-revealed]')).toHaveText('108204268033311374519');
  for (const [button, text] of [['Copy id', '108204268033311374519'], ['Copy d, number 2', '2'], ['Copy ""', 'none']]) {
    await page.getByRole('button', { name: button, exact: true }).click();
    await expect.poll(() => clipboard(page)).toBe(text);
  }
});

test('.env lines name the keys they leave out', async ({ page, open, api, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const name = await api.secret(unique(), ['{"db-host":"a","db_host":"b","":"e","port":5432}']);
  await open(`/secrets/overview/${name}`);
  await page.getByText('Copy as…').click();
  await page.getByRole('button', { name: '.env lines, 3 keys left out' }).click();
  await expect(page.getByText('3 keys left out. Comments in the copied text say why.')).toBeVisible();
  const lines = (await clipboard(page)).split('\n');
  expect(lines.filter((line) => !line.startsWith('#'))).toEqual(["PORT='5432'", '']);
  expect(lines[0]).toBe('# left out: db-host, which is not the only key that would be DB_HOST');
});

test('the comparison tells types and characters that do not show', async ({ page, open, api }) => {
  const name = await api.secret(unique(), ['{"n":1,"p":"secret","s":1}', '{"n":"1","p":"secret ","s":1}', '{"s":1,"n":"1","p":"secret "}']);
  await open(`/secrets/compare/${name}?a=v1&b=v2`);
  for (const key of ['n', 'p']) await expect(rowOf(page, key)).toContainText('changed');
  await page.getByRole('button', { name: 'Reveal changed values' }).click();
  await expect(rowOf(page, 'n')).toContainText('The type was a number and is text.');
  await expect(rowOf(page, 'p')).toContainText('secret␠');
  await expect(rowOf(page, 'p')).toContainText('They differ from character 7: the end before, a space now.');
  await open(`/secrets/compare/${name}?a=v2&b=v3`);
  await expect(page.getByText('3 same')).toBeVisible();
  await expect(page.getByText(/The text around them is not/)).toBeVisible();
});

test('a form of a secret that was made anew changes nothing', async ({ page, open, api, expectErrors }) => {
  expectErrors(/status of 409/);
  const name = await api.secret(unique(), ['{"a":"1"}']);
  await open(`/secrets/edit/${name}`);
  await newValue(page, 'a').fill('stale');
  await review(page);
  await api.call('DeleteSecret', { SecretName: name, ForceDeleteWithoutRecovery: 'true' });
  await api.secret(name, ['{"a":"other"}']);
  await save(page);
  await expect(page.getByText('Someone else saved this secret')).toBeVisible();
  expect(await api.value(name)).toBe('{"a":"other"}');
});

for (const { kind, path, make, remove, edit, field } of [
  { kind: 'user', path: '/users', make: (n: string) => ['CreateUser', { UserName: n }], remove: (n: string) => ['DeleteUser', { UserName: n }], edit: 'Edit', field: 'Comments' },
  { kind: 'group', path: '/groups', make: (n: string) => ['CreateGroup', { GroupName: n }], remove: (n: string) => ['DeleteGroup', { GroupName: n }], edit: 'Edit', field: 'Comments' },
  { kind: 'policy', path: '/policies/Custom', make: (n: string) => ['CreatePolicy', { PolicyName: n, PolicyDocument: DOCUMENT }], remove: (n: string) => ['DeletePolicy', { PolicyName: n }], edit: 'Edit description', field: 'Description' },
  { kind: 'role', path: '/roles', make: (n: string, account: string) => ['CreateRole', { RoleName: n, AssumeRolePolicyDocument: trust(account) }], remove: (n: string) => ['DeleteRole', { RoleName: n }], edit: 'Edit', field: 'Description' },
] as const) {
  test(`a form of a ${kind} that was made anew changes nothing`, async ({ page, open, api, expectErrors }) => {
    expectErrors(/status of 409/);
    const name = unique('anew').replace('/', '-');
    const call = ([action, parameters]: readonly [string, Record<string, string>]) => api.ram(action, parameters);
    const again = () => call(make(name, api.account) as any);
    await again();
    await open(`${path}/${name}`);
    await page.getByRole('button', { name: edit, exact: true }).click();
    const dialog = page.getByRole('dialog').filter({ visible: true });
    await dialog.getByLabel(new RegExp(`^${field}\\b`)).fill('a stale form');
    await call(remove(name) as any);
    await again();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog.getByText(/Someone else changed this/)).toBeVisible();
    await page.reload();
    await hydrated(page);
    expect(await page.content()).not.toContain('a stale form');
    // A form of the page as it is now works.
    await page.getByRole('button', { name: edit, exact: true }).click();
    await dialog.getByLabel(new RegExp(`^${field}\\b`)).fill('a fresh form');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toBeHidden();
    await call(remove(name) as any);
  });
}
