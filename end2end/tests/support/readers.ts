// Applications that read secrets with AccessKeys of their own.
import { Api } from './api';
import type { Server } from './server';
import { plainName } from './targets';

/** Applications that may read the value of every secret, and nothing else. */
export async function applications(api: Api, server: Server, count: number): Promise<Api[]> {
  const policy = plainName('read');
  const PolicyDocument = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'kms:GetSecretValue', Resource: '*' }] });
  await api.ram('CreatePolicy', { PolicyName: policy, PolicyDocument });
  const made: Api[] = [];
  for (let n = 0; n < count; n++) {
    const UserName = plainName('app');
    await api.ram('CreateUser', { UserName });
    await api.ram('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: policy, UserName });
    const { AccessKeyId, AccessKeySecret } = (await api.ram('CreateAccessKey', { UserName })).AccessKey;
    made.push(new Api(server, AccessKeyId, AccessKeySecret));
  }
  return made;
}
