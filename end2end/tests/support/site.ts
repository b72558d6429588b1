// The files of the console.
import { expect, type APIRequestContext } from '@playwright/test';

/** The folder of the bundle, which the hash of its files names. */
export async function packed(request: APIRequestContext): Promise<string> {
  const page = await (await request.get('/sign-in')).text();
  const folder = /\/pkg\/[0-9a-f]{16}(?=\/console\.js)/.exec(page)?.[0];
  expect(folder, 'the page names a packed bundle').toBeTruthy();
  return folder!;
}
