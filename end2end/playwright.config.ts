import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// The browser is the system's Chromium, without windows if it is there; Playwright's own download is not needed.
const browsers = ['chromium-headless-shell', 'chromium', 'google-chrome'].map((name) => `/usr/bin/${name}`);
const launchOptions = {
  executablePath: process.env.CHROMIUM ?? browsers.find(existsSync),
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--no-first-run',
  ],
};

const everyTheme = /(appearance|screens)\.spec\.ts/;
const withoutScripts = /no-js\.spec\.ts/;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  workers: 2, // each with a server of its own
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions,
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
  },
  projects: [
    { name: 'desktop-light', testIgnore: withoutScripts, use: { colorScheme: 'light' } },
    { name: 'desktop-dark', testMatch: everyTheme, use: { colorScheme: 'dark' } },
    { name: 'phone-390', testMatch: everyTheme, use: { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true } },
    { name: 'no-js', testMatch: withoutScripts, use: { colorScheme: 'light', javaScriptEnabled: false } },
  ],
});
