// The SSH server of .ci/targets, and accounts of this machine. Only root can create them.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Api } from './api';
import { file, plainName } from './targets';

export interface HostAccount {
  user: string;
  /** As in a `.pub` file, without a comment. */
  publicKey: string;
  privateKey: string;
  /** Removes the account. */
  end: () => void;
}

/** Runs something in a folder of its own. */
function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-host-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An account that logs in with a key pair. */
export function hostAccount(): HostAccount {
  const user = `srb_${randomBytes(5).toString('hex')}`;
  execFileSync('useradd', ['-m', '-p', '*', user]);
  const [privateKey, publicKey] = inFolder((folder) => {
    const key = path.join(folder, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
    return [readFileSync(key, 'utf8'), readFileSync(`${key}.pub`, 'utf8').trim()];
  });
  const keys = path.join('/home', user, '.ssh');
  mkdirSync(keys, { mode: 0o700 });
  writeFileSync(path.join(keys, 'authorized_keys'), `${publicKey}\n`);
  execFileSync('chown', ['-R', `${user}:`, keys]);
  return { user, publicKey, privateKey, end: () => void execFileSync('userdel', ['-rf', user], { stdio: 'ignore' }) };
}

/** Whether the host lets an account in with a private key. */
export function hostLetsIn(user: string, privateKey: string): boolean {
  return inFolder((folder) => {
    const [key, known] = [path.join(folder, 'key'), path.join(folder, 'known')];
    writeFileSync(key, privateKey, { mode: 0o600 });
    writeFileSync(known, `[127.0.0.1]:${file('ssh.port')} ${file('ssh/host_ed25519.pub')}\n`);
    const options = ['BatchMode=yes', 'IdentitiesOnly=yes', `UserKnownHostsFile=${known}`].flatMap((option) => ['-o', option]);
    const told = ['-F', '/dev/null', '-i', key, '-p', file('ssh.port'), ...options, `${user}@127.0.0.1`, 'id -un'];
    try {
      return execFileSync('ssh', told, { encoding: 'utf8', stdio: 'pipe' }).trim() === user;
    } catch {
      return false;
    }
  });
}

/** A target at which nothing rotates yet, managed by root. */
export async function hostTarget(api: Api): Promise<string> {
  const name = plainName('host');
  await api.own('CreateTarget', {
    TargetName: name, TargetType: 'ssh', Host: '127.0.0.1', Port: file('ssh.port'), Trust: 'host-key', HostKey: file('ssh/host_ed25519.pub'),
    ManagerName: 'root', ManagerPrivateKey: `${file('ssh/root')}\n`,
  });
  return name;
}
