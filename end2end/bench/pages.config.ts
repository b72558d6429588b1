// end2end/node_modules/.bin/playwright test -c end2end/bench/pages.config.ts
import { defineConfig } from '@playwright/test';
import tests from '../playwright.config';

export default defineConfig({ ...tests, testDir: '.', testMatch: 'pages.ts', projects: [{ name: 'slow-4g' }], timeout: 1_800_000 });
