// The form that creates a secret whose credential rotates, step by step.
import { expect, type Page } from '@playwright/test';

/** A step, once it is shown. */
export const step = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** The field of the account. */
export const account = (page: Page) => page.getByRole('textbox', { name: 'Account', exact: true });

/** To the next step. */
export const goOn = (page: Page) => page.getByRole('button', { name: 'Continue' }).click();

/** The steps of a test's result: their states and titles. */
export const findings = (page: Page) => page.getByRole('status', { name: 'Result of the test' }).getByRole('listitem');

/** Chooses a target: a card, or an entry of the list that many targets become. */
export async function choose(page: Page, name: string) {
  const list = page.getByRole('combobox', { name: 'Target' });
  const card = page.getByRole('radio', { name });
  await expect(list.or(card)).toBeVisible();
  if (await list.count()) await list.selectOption(name);
  else await card.check();
}
