// Every page for each audience: no controls for what it may not do, a message on pages it may not see.
import { canary, expect, test, unique, type Page } from './support/fixtures';
import { everyPage } from './support/pages';

/** Names of controls that change something. */
const CHANGES =
  /^(New|Create|Add|Attach|Detach|Grant|Revoke|Delete|Edit|Make |Save|Restore|Rotate|Disable|Enable|Describe|Reset|Remove|Move|Deactivate|Activate|Networks|Set password|Store|Schedule|Tag)/;
/** Pages on which all users change their own data. */
const OWN = /^(account|settings)$/;

interface Audience {
  policy: string;
  /** Pages that are denied. */
  refused: RegExp;
  /** Controls that are offered, as `page: name`. */
  offered: RegExp;
}

const FILTER = /^secrets-(filtered|none): Remove filter/;

const AUDIENCES: Record<string, Audience> = {
  auditor: { policy: 'StrongroomAuditor', refused: /^(new-|edit$|policy-edit|compare$)/, offered: FILTER },
  'on-call': {
    policy: 'StrongroomOnCall',
    // A comparison reveals whether values are equal.
    refused: /^(new-|policy|policies|group|role|explain-|secret-access|key-access|key-default|user$|compare$)/,
    // On-call staff store new versions and move labels.
    offered: new RegExp(`${FILTER.source}|^(overview|versions|secret-audit|connect): Edit$|^edit: |^versions: (Move|Restore)`),
  },
};

async function controls(page: Page): Promise<string[]> {
  const words = await page.locator('main').locator('button:visible:enabled, a:visible, summary:visible').evaluateAll((found) =>
    found.map((one) => (one as HTMLElement).innerText.trim().split('\n')[0] || one.getAttribute('aria-label') || ''));
  return [...new Set(words)].filter((one) => CHANGES.test(one));
}

for (const [audience, { policy, refused, offered }] of Object.entries(AUDIENCES)) {
  test(`the ${audience} sees only permitted pages and controls`, async ({ api, personPage, expectErrors }) => {
    test.setTimeout(300_000);
    expectErrors(/status of 40[34]/);
    const [user, password] = [unique(audience).replace('/', '-'), `Passphrase ${canary()}`];
    await api.ram('CreateUser', { UserName: user });
    await api.ram('CreateLoginProfile', { UserName: user, Password: password });
    await api.ram('AttachPolicyToUser', { PolicyType: 'System', PolicyName: policy, UserName: user });
    const page = await personPage(user, password);
    const wrong: string[] = [];
    for (const [name, path] of await everyPage(api)) {
      if (/not-found|sealed/.test(name)) continue;
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
      const denied = await page.getByText('You do not have access').count() > 0;
      if (denied !== refused.test(name)) wrong.push(`${name}: ${denied ? 'refused' : 'shown'}`);
      if (OWN.test(name)) continue;
      for (const words of await controls(page)) if (!offered.test(`${name}: ${words}`)) wrong.push(`${name}: offers ${words}`);
    }
    expect(wrong).toEqual([]);
  });
}

test.describe('signed out', () => {
  test.use({ signedIn: false });

  test('every page redirects to the sign-in', async ({ api, request }) => {
    for (const [name, path] of await everyPage(api)) {
      if (/not-found|sealed/.test(name)) continue;
      const response = await request.get(path, { maxRedirects: 0, headers: { accept: 'text/html' } });
      expect([response.status(), response.headers().location], name).toEqual([302, expect.stringMatching(/^\/sign-in\?next=|^\/sign-in$/)]);
    }
  });
});
