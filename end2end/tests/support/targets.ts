// The PostgreSQL of .ci/targets, and secrets that rotate there.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { unique, type Api } from './api';

/** A file of the folder with the targets, such as a password or a port. */
export const file = (name: string) => readFileSync(path.join(process.env.TEST_TARGETS!, name), 'utf8').trim();

const hex = () => randomBytes(5).toString('hex');

/** A name no other test uses, of what has no slashes. */
export const plainName = (prefix: string) => `${prefix}-${hex()}`;

/** What the database answers to an account, or the refusal. */
export function psql(account: string, password: string, statement: string): string {
  const address = `host=localhost port=${file('postgresql.port')} user=${account} dbname=postgres`;
  const options = { env: { ...process.env, PGPASSWORD: password }, encoding: 'utf8' as const, stdio: 'pipe' as const };
  try {
    return execFileSync('psql', ['-qXAt', address, '-c', statement], options).trim();
  } catch (error) {
    return String((error as { stderr: string }).stderr);
  }
}

/** A new role of the database. */
export function role(): { user: string; password: string } {
  const [user, password] = [`app_${hex()}`, hex()];
  psql('admin', file('admin.password'), `CREATE ROLE ${user} LOGIN PASSWORD '${password}'`);
  return { user, password };
}

/** Parameters for the managing account. */
export const manager = (password = file('admin.password')) => ({ ManagerName: 'admin', ManagerPassword: password });

/** Parameters for the address. */
export const reached = () => ({ Host: 'localhost', Port: file('postgresql.port'), Trust: 'ca', CaCertificates: file('ca.pem') });

/** A target at which nothing rotates yet. */
export async function target(api: Api, managerPassword = file('admin.password')): Promise<string> {
  const name = plainName('db');
  await api.own('CreateTarget', { TargetName: name, TargetType: 'postgresql', ...reached(), ...manager(managerPassword) });
  return name;
}

/** Fills the form of a new target. */
export async function fillTarget(page: Page, name: string, password = file('admin.password')) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Kind').selectOption('PostgreSQL');
  await page.getByLabel('Host').fill('localhost');
  await page.getByLabel(/^Port/).fill(file('postgresql.port'));
  await page.getByRole('radio', { name: 'TLS with your own authorities' }).check();
  await page.getByLabel(/^Certificates of the authorities/).fill(file('ca.pem'));
  await page.getByLabel(/^Account/).fill('admin');
  await page.getByLabel(/^Password/).fill(password);
}

/** A secret of an account at a target of its own; the target may have another password of its managing account. */
export async function managed(api: Api, managerPassword?: string, type = 'SingleUser') {
  const [{ user, password }, at, name] = [role(), await target(api, managerPassword), unique('rds')];
  await api.call('CreateSecret', {
    SecretName: name, VersionId: 'v1', SecretType: 'Rds', SecretData: { Accounts: [{ AccountName: user, AccountPassword: password }] },
    ExtendedConfig: { SecretSubType: type, DBInstanceId: at, CustomData: {} },
  });
  return { target: at, user, password, name };
}

/** Begins a rotation; returns its id. */
export async function rotate(api: Api, name: string, version = 'v2'): Promise<string> {
  await api.call('RotateSecret', { SecretName: name, VersionId: version });
  return (await api.own('ListRotations', { SecretName: name })).Rotations.Rotation[0].RotationId;
}

/** Phase and progress of a rotation. */
export async function stateOf(api: Api, name: string, id: string): Promise<string> {
  const { Phase, Progress } = (await api.own('DescribeRotation', { SecretName: name, RotationId: id })).Rotation;
  return `${Phase} ${Progress}`;
}

/** The password that readers are given. */
export const served = async (api: Api, name: string) => JSON.parse(await api.value(name)).AccountPassword as string;
