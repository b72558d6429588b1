// One server per worker, started by end2end/start.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';

export interface Server {
  console: string;
  api: string;
  account_id: string;
  region: string;
  admin_user: string;
  admin_password: string;
  access_key_id: string;
  access_key_secret: string;
  ca_file: string;
  data_dir: string;
  log: string;
}

export const here = path.resolve(import.meta.dirname, '../..');

/** Starts a server; returns its addresses and a function to stop it. */
export async function startServer(...options: string[]): Promise<{ server: Server; stop: () => Promise<void> }> {
  const process_ = spawn(path.join(here, 'start'), options, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => process_.once('exit', () => resolve()));
  const first = await new Promise<string>((resolve, reject) => {
    createInterface({ input: process_.stdout }).once('line', resolve);
    process_.once('exit', (status) => reject(new Error(`end2end/start ended with ${status}`)));
    process_.once('error', reject);
  });
  const stop = async () => {
    process_.stdin.end();
    await ended;
  };
  return { server: JSON.parse(first) as Server, stop };
}

/** What the server has written to its log so far. */
export const logOf = (server: Server) => readFileSync(server.log, 'utf8');
