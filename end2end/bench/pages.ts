// When each page can be used on slow 4G, with an empty cache and the second time. PAGES chooses some by a regular expression.
import { test } from '../tests/support/fixtures';
import { everyPage } from '../tests/support/pages';

const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER_CPU = 4;
/** Enabled once the page is hydrated. */
const ALIVE = 'button[aria-keyshortcuts="Control+K"]:enabled, button[aria-label="Show typed text"]:enabled';

test('how soon pages can be used', async ({ browser, server, administrator, api }) => {
  const chosen = new RegExp(process.env.PAGES ?? '');
  const pages: [string, string][] = [...(await everyPage(api)), ['sign-in', '/sign-in']];
  const worst = [0, 0];
  for (const [what, path] of pages.filter(([what]) => !/not-found|sealed/.test(what) && chosen.test(what))) {
    const storageState = what === 'sign-in' ? { cookies: [], origins: [] } : administrator;
    const context = await browser.newContext({ baseURL: server.console, storageState });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', NETWORK);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });
    await page.addInitScript((alive) => {
      const look = () => {
        if (document.querySelector(alive)) (window as any).usable = performance.now();
        else requestAnimationFrame(look);
      };
      look();
    }, ALIVE);
    const seconds: number[] = [];
    for (const at of [0, 1]) {
      await page.goto(path, { timeout: 60_000 });
      await page.waitForFunction(() => (window as any).usable, undefined, { timeout: 60_000 });
      await page.waitForLoadState('networkidle');
      seconds.push((await page.evaluate(() => (window as any).usable)) / 1000);
      worst[at] = Math.max(worst[at], seconds[at]);
    }
    console.log(`${what.padEnd(18)} ${seconds.map((s) => s.toFixed(2).padStart(5)).join(' ')} s`);
    await context.close();
  }
  console.log(`${'the slowest'.padEnd(18)} ${worst.map((s) => s.toFixed(2).padStart(5)).join(' ')} s`);
});
