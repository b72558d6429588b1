// Every page at the widths where layouts break: 1024 px, 200 % zoom of common screens, and a phone.
import { expect, hydrated, test, type Page } from './support/fixtures';
import { everyPage } from './support/pages';

/** Parts of the page that are cut or that break words letter by letter, and rows that are too high. */
const problems = (page: Page, rowHeight: number) =>
  page.evaluate((rowHeight) => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`${root.scrollWidth - root.clientWidth} px wider than the screen`);
    const visible = (element: Element) => (element as HTMLElement).checkVisibility() && element.getBoundingClientRect().height > 0;
    // A chart's table is for assistive technology only.
    for (const table of [...document.querySelectorAll('main table:not(.sr-only *)')].filter(visible)) {
      const frame = table.parentElement!;
      if (frame.scrollWidth > frame.clientWidth + 1) found.push(`table "${table.getAttribute('aria-label')}" is ${frame.scrollWidth - frame.clientWidth} px wider than its frame`);
      for (const row of table.querySelectorAll('tr[data-row]')) {
        // A long name, or the sentence of an access under conditions, is shown whole and may take lines of its own.
        if ([...row.children].some((cell) => cell.textContent!.length > 80)) continue;
        const height = row.getBoundingClientRect().height;
        if (height > rowHeight) found.push(`a row of "${table.getAttribute('aria-label')}" is ${Math.round(height)} px high: ${row.textContent!.slice(0, 60)}`);
      }
    }
    // A word that is broken over lines although it would fit into half the content.
    const content = document.querySelector('main')!.clientWidth;
    const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (!node.textContent!.trim() || !visible(parent) || parent.closest('pre, textarea, .sr-only, code, time')) continue;
      for (const word of node.textContent!.matchAll(/[^\s/.-]{4,24}/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
        if (lines.size > 1 && range.getBoundingClientRect().width < content / 2) found.push(`"${word[0]}" is broken over ${lines.size} lines`);
      }
    }
    return [...new Set(found)];
  }, rowHeight);

/** How high a row may be: two lines, with padding and chips. */
const ROW = 112;

const WIDTHS = [['1024 px', 1024], ['200 % of 1440', 720], ['200 % of 1280', 640], ['a phone', 390]] as const;

test('every page fits every width', async ({ page, api, expectErrors }) => {
  test.setTimeout(480_000);
  expectErrors(/status of 404/);
  const all: string[] = [];
  for (const [name, path] of await everyPage(api)) {
    await page.goto(path);
    if (!/not-found|sealed/.test(name)) await hydrated(page);
    await page.waitForLoadState('networkidle');
    for (const [what, width] of WIDTHS) {
      await page.setViewportSize({ width, height: 844 });
      all.push(...(await problems(page, ROW)).map((problem) => `${name} at ${what}: ${problem}`));
    }
  }
  expect(all).toEqual([]);
});
