// An identity provider, started by end2end/harness/identity-provider.js.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { here } from './server';

/** A user at the provider. */
export interface Account {
  claims: Record<string, unknown>;
  /** Authentication methods (RFC 8176). */
  amr?: string[];
}

export interface Provider {
  issuer: string;
  /** Starts serving this console only. */
  serve: (console: string, secret: string) => Promise<void>;
  /** Creates or changes a user. */
  account: (login: string, account: Account) => Promise<void>;
  stop: () => Promise<void>;
}

export const CLIENT = 'strongroom';

export async function startProvider(): Promise<Provider> {
  const process_ = spawn('node', [path.join(here, 'harness/identity-provider.js')], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => process_.once('exit', () => resolve()));
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('the identity provider ended');
      // Ignore its notices.
      if (value.startsWith('{')) return JSON.parse(value);
    }
  };
  const tell = async (what: object) => {
    process_.stdin.write(`${JSON.stringify(what)}\n`);
    await line();
  };
  const { issuer } = await line();
  return {
    issuer,
    serve: (console, secret) => tell({ client: { client_id: CLIENT, client_secret: secret, redirect_uris: [`${console}/sign-in/oidc/callback`] } }),
    account: (login, account) => tell({ login, ...account }),
    stop: async () => {
      process_.stdin.end();
      await ended;
    },
  };
}
