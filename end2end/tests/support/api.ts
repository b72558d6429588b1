// A client of the API to prepare tests: signed calls, without dependencies.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import type { Server } from './server';

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const byBytes = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);

export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly request: string) {
    super(`${status} ${code}: ${message}`);
  }
}

export class Api {
  private readonly agent: https.Agent;
  /** The account's id, as in ARNs. */
  readonly account: string;

  constructor(
    private readonly server: Server,
    private readonly keyId = server.access_key_id,
    private readonly keySecret = server.access_key_secret,
  ) {
    this.account = server.account_id;
    this.agent = new https.Agent({ ca: readFileSync(server.ca_file), keepAlive: true });
  }

  /** Runs an operation. Parameters that are not text are sent as JSON. */
  call(action: string, parameters: Record<string, unknown> = {}): Promise<Record<string, any>> {
    return this.send('2016-01-20', action, parameters);
  }

  /** Runs an operation on users, groups and policies. */
  ram(action: string, parameters: Record<string, string> = {}): Promise<Record<string, any>> {
    return this.send('2015-05-01', action, parameters);
  }

  /** Runs an operation on targets and rotations. */
  own(action: string, parameters: Record<string, unknown> = {}): Promise<Record<string, any>> {
    return this.send('2026-12-01', action, parameters);
  }

  private async send(version: string, action: string, parameters: Record<string, unknown>): Promise<Record<string, any>> {
    const given = Object.entries(parameters).map(([k, v]) => [k, typeof v === 'string' ? v : JSON.stringify(v)]);
    const all: [string, string][] = Object.entries({
      ...Object.fromEntries(given),
      Action: action, Version: version, Format: 'JSON', AccessKeyId: this.keyId, SignatureMethod: 'HMAC-SHA1',
      SignatureVersion: '1.0', SignatureNonce: randomUUID(), Timestamp: new Date().toISOString().replace(/\.\d+Z/, 'Z'),
    });
    const query = all.sort(byBytes).map(([k, v]) => `${encode(k)}=${encode(v)}`).join('&');
    const signature = createHmac('sha1', `${this.keySecret}&`).update(`POST&%2F&${encode(query)}`).digest('base64');
    const { status, text } = await this.post(`${query}&Signature=${encode(signature)}`);
    const response = JSON.parse(text);
    if (status !== 200) throw new ApiError(status, response.Code, response.Message, response.RequestId);
    return response;
  }

  private post(body: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.agent, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
      const request = https.request(`${this.server.api}/`, options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve({ status: response.statusCode!, text }));
      });
      request.on('error', reject).end(body);
    });
  }

  /** A secret with these versions, v1 first. Text, or keys with their values. */
  async secret(name: string, versions: (string | Record<string, string>)[], more: Record<string, unknown> = {}) {
    const [first, ...later] = versions;
    await this.call('CreateSecret', { SecretName: name, VersionId: 'v1', SecretData: first, ...more });
    for (const [at, data] of later.entries()) await this.call('PutSecretValue', { SecretName: name, VersionId: `v${at + 2}`, SecretData: data });
    return name;
  }

  async value(name: string, more: Record<string, unknown> = {}): Promise<string> {
    return (await this.call('GetSecretValue', { SecretName: name, ...more })).SecretData;
  }

  /** Labels by version. */
  async stages(name: string): Promise<Record<string, string[]>> {
    const listed = await this.call('ListSecretVersionIds', { SecretName: name, IncludeDeprecated: 'true' });
    return Object.fromEntries(listed.VersionIds.VersionId.map((v: any) => [v.VersionId, v.VersionStages.VersionStage]));
  }
}

/** A name no other test uses. */
export const unique = (prefix = 'test') => `${prefix}/${randomBytes(5).toString('hex')}`;
/** A unique value that can be searched for. */
export const canary = () => `canary${randomBytes(12).toString('hex')}`;
