// Every page for each audience: no controls for what it may not do, a message on pages it may not see.
import { canary, expect, test, unique, type Page } from './support/fixtures';
import { everyPage, functionPage } from './support/pages';

/** Names of controls that change something. */
const CHANGES =
  /^(New|Create|Add|Attach|Detach|Grant|Revoke|Delete|Edit|Make |Save|Restore|Rotate|Disable|Enable|Describe|Reset|Remove|Move|Deactivate|Activate|Networks|Set password|Store|Schedule|Tag|Resume|Try now|Roll back|Give up|Test|Rehearse|Leaked|Replace|Change target|Continue)/;
/** Pages on which all users change their own data. */
const OWN = /^(account|settings)$/;

interface Audience {
  /** The system policy, or the document of an own one; none for a user without rights. */
  policy?: string;
  /** Pages that are denied. */
  refused: RegExp;
  /** Controls that are offered, as `page: name`. */
  offered: RegExp;
}

const FILTER = /^(secrets-(filtered|none)|rotations-none): Remove filter/;

/** Reads the secrets of payments and the list of secrets, as a developer does. */
const DEVELOPER = JSON.stringify({ Version: '1', Statement: [
  { Effect: 'Allow', Action: ['kms:GetSecretValue', 'kms:DescribeSecret', 'kms:ListSecretVersionIds'], Resource: 'acs:kms:*:*:secret/payments/*' },
  { Effect: 'Allow', Action: 'kms:ListSecrets', Resource: 'acs:kms:*:*:secret' }] });

const AUDIENCES: Record<string, Audience> = {
  administrator: { policy: 'AdministratorAccess', refused: /^$/, offered: /^/ },
  auditor: { policy: 'StrongroomAuditor', refused: /^(new-|edit$|policy-edit|target-edit|channel-edit|secret-plan|compare$)/, offered: FILTER },
  'on-call': {
    policy: 'StrongroomOnCall',
    // A comparison reveals whether values are equal.
    refused: /^(new-|policy|policies|group|role|explain-|compare$|target|notifications|channel|secret-plan)/,
    // On-call staff store new versions, move labels, and see to rotations.
    offered: new RegExp(`${FILTER.source}|^(overview|versions|secret-audit|secret-access|secret-rotation-generic|connect): (Edit$|Leaked)|^edit: |^versions: (Move|Restore|Revoke|Allow)|^(secrets|secrets-filtered|overview-managed|secret-rotation): Leaked|^secret-rotation-function: (Edit$|Leaked|Rotate)|^secret-leaked: Replace|^(overview-managed|rotation): (Resume|Try now|Roll back|Give|Extend|Revoke)|^user: Deactivate`),
  },
  developer: {
    policy: DEVELOPER,
    refused: /^(new-|edit$|compare$|audit$|secret-audit|secret-access|secret-plan|users?$|groups?$|roles?$|polic|explain-|key|target|notifications|channel|calendar|rotation|overview-deleting)/,
    offered: FILTER,
  },
  nobody: { refused: /^(?!home$|settings$|account$|confirm$|explain$|secret-not-found)/, offered: /^$/ },
};

/** Addresses of pages that this page links to. */
async function links(page: Page): Promise<string[]> {
  const found = await page.locator('a[href^="/"]:visible').evaluateAll((all) => all.map((one) => one.getAttribute('href')!));
  return found.map((href) => href.split('#')[0]).filter((href) => !/^\/(pkg|api|sign-|export)/.test(href));
}

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
    if (policy?.startsWith('{')) {
      await api.ram('CreatePolicy', { PolicyName: `${user}-policy`, PolicyDocument: policy });
      await api.ram('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: `${user}-policy`, UserName: user });
    } else if (policy) {
      await api.ram('AttachPolicyToUser', { PolicyType: 'System', PolicyName: policy, UserName: user });
    }
    const page = await personPage(user, password);
    const wrong: string[] = [];
    const linked = new Map<string, string>();
    for (const [name, path] of [...(await everyPage(api)), await functionPage(api)]) {
      if (/not-found|sealed/.test(name)) continue;
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
      const denied = await page.getByText('You do not have access').count() > 0;
      if (denied !== refused.test(name)) wrong.push(`${name}: ${denied ? 'refused' : 'shown'}`);
      for (const href of await links(page)) if (!linked.has(href)) linked.set(href, name);
      if (OWN.test(name)) continue;
      for (const words of await controls(page)) if (!offered.test(`${name}: ${words}`)) wrong.push(`${name}: offers ${words}`);
    }
    expect(wrong).toEqual([]);
    // No link leads to a refusal. The list names secrets that a policy may exclude one by one.
    for (const [href, name] of linked) {
      if (audience === 'developer' && /^\/secrets\/overview\/(?!payments\/)/.test(href)) continue;
      const response = await page.request.get(href, { headers: { accept: 'text/html' }, maxRedirects: 0 });
      if (response.status() === 403) wrong.push(`${name}: links to ${href}, which is refused`);
    }
    expect(wrong).toEqual([]);
    // Later tests rely on the only administrator being the first one.
    if (policy && !policy.startsWith('{')) await api.ram('DetachPolicyFromUser', { PolicyType: 'System', PolicyName: policy, UserName: user });
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
