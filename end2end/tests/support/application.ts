// An application: Python with the vendor's SDKs.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Server } from './server';

const run = promisify(execFile);
const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
const venv = path.join(cache, 'strongroom/venv/bin/python');
const python = existsSync(venv) ? venv : 'python3';

export interface AccessKey {
  id: string;
  secret: string;
}

const environment = (key: AccessKey) => ({
  ...process.env, ALIBABA_CLOUD_ACCESS_KEY_ID: key.id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.secret,
});

/** Reads a secret with the unmodified SDK. */
export async function readWithSdk(server: Server, key: AccessKey, name: string): Promise<string> {
  const script = path.join(import.meta.dirname, 'read_secret.py');
  const { stdout } = await run(python, [script, new URL(server.api).host, server.region, server.ca_file, name], { env: environment(key) });
  return stdout.trimEnd();
}

/** Runs Python as shown on a page and returns the value of its variable `secret`. */
export async function runPython(code: string, key: AccessKey): Promise<string> {
  const { stdout } = await run(python, ['-c', `${code}\nimport sys\nsys.stdout.write(secret)\n`], { env: environment(key), timeout: 60_000 });
  return stdout;
}

/** Runs shell commands as shown on a page. */
export async function runShell(code: string, key: AccessKey): Promise<string> {
  return (await run('bash', ['-euc', code], { env: environment(key), timeout: 60_000 })).stdout;
}
