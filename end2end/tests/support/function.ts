// The documented example of a rotation function, with the certificate of the targets.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { here } from './server';

export interface RotationFunction {
  url: string;
  /** Whether what the function serves accepts a value. */
  accepts: (value: string) => boolean;
  stop: () => void;
}

/** Starts a function that checks signatures with this key. */
export async function startFunction(signingKey: string): Promise<RotationFunction> {
  const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-function-'));
  const [tokens, keyFile] = [path.join(folder, 'tokens.json'), path.join(folder, 'signing.key')];
  writeFileSync(keyFile, signingKey, { mode: 0o600 });
  const targets = process.env.TEST_TARGETS!;
  const example = path.join(here, '../docs/examples/rotation_function.py');
  const process_ = spawn('python3', [example, '--port', '0', '--tokens', tokens, '--key-file', keyFile,
    '--certificate', path.join(targets, 'server.pem'), '--private-key', path.join(targets, 'server.key')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: process_.stdout }).once('line', resolve);
    process_.once('exit', (status) => reject(new Error(`the function ended with ${status}`)));
    process_.once('error', reject);
  });
  const hash = (value: string) => createHash('sha256').update(value).digest('hex');
  const accepts = (value: string) => existsSync(tokens) && (JSON.parse(readFileSync(tokens, 'utf8')) as string[]).includes(hash(value));
  const stop = () => {
    process_.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, accepts, stop };
}
