// Every page of the console, with content.
import type { Api } from './fixtures';

const database = (password: string, more: Record<string, string> = {}) => ({ host: 'ledger.db.internal', port: '5432', username: 'ledger', password, ...more });

const document = (resource: string) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: ['kms:GetSecretValue', 'kms:DescribeSecret'], Resource: resource }] }, null, 2);

const trust = (account: string) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Principal: { RAM: [`acs:ram::${account}:root`] }, Action: 'sts:AssumeRole' }] }, null, 2);

/** An application with its own policy, a group and a key; fails if they exist already. */
async function identities(api: Api) {
  await api.ram('CreateUser', { UserName: 'ledger-api', DisplayName: 'Ledger API', Comments: 'Reads its own database password' });
  await api.ram('CreateAccessKey', { UserName: 'ledger-api' });
  await api.ram('CreateGroup', { GroupName: 'payments-team', Comments: 'Everything the payments team runs' });
  await api.ram('CreatePolicy', { PolicyName: 'payments-read', Description: 'Reads the secrets of payments', PolicyDocument: document('acs:kms:*:*:secret/payments/ledger-*') });
  await api.ram('CreatePolicyVersion', { PolicyName: 'payments-read', PolicyDocument: document('acs:kms:*:*:secret/payments/*'), SetAsDefault: 'true' });
  await api.ram('AttachPolicyToGroup', { PolicyType: 'Custom', PolicyName: 'payments-read', GroupName: 'payments-team' });
  await api.ram('AttachPolicyToUser', { PolicyType: 'System', PolicyName: 'AliyunActionTrailReadOnlyAccess', UserName: 'ledger-api' });
  await api.ram('CreateRole', { RoleName: 'payments-deploy', Description: 'Rolls out payments', MaxSessionDuration: '7200', AssumeRolePolicyDocument: trust(api.account) });
  await api.ram('AttachPolicyToRole', { PolicyType: 'Custom', PolicyName: 'payments-read', RoleName: 'payments-deploy' });
  await api.ram('AddUserToGroup', { UserName: 'ledger-api', GroupName: 'payments-team' });
  await api.call('CreateKey', { Description: 'Payments' });
}

/** A secret whose rotation waits for a database that cannot be reached. */
async function managed(api: Api) {
  const target = { TargetName: 'ledger-database', TargetType: 'postgresql', Host: '127.0.0.1', Port: '1', Trust: 'plain' };
  await api.own('CreateTarget', { ...target, ManagerName: 'manager', ManagerPassword: 'unused' });
  const name = 'payments/ledger-account';
  await api.call('CreateSecret', {
    SecretName: name, VersionId: 'v1', SecretType: 'Rds', EnableAutomaticRotation: 'true', RotationInterval: '30d',
    SecretData: { Accounts: [{ AccountName: 'ledger', AccountPassword: 'unused' }] },
    ExtendedConfig: { SecretSubType: 'DoubleUsers', DBInstanceId: 'ledger-database', CustomData: {} },
  });
  await api.call('RotateSecret', { SecretName: name, VersionId: 'v2' });
}

/** Creates a secret that a function rotates; returns the name and path of its page. */
export async function functionPage(api: Api): Promise<[string, string]> {
  const [name, target] = ['payments/checkout-token', 'checkout-function'];
  await api.own('CreateTarget', { TargetName: target, TargetType: 'function', Host: 'https://rotate.example:8443/checkout', Trust: 'system' }).catch(() => {});
  await api.secret(name, ['token']).catch(() => {});
  await api.own('SetRotationPlan', { SecretName: name, TargetName: target, Strategy: 'function' });
  return ['secret-rotation-function', `/secrets/rotation/${name}`];
}

/** Creates the pages' content; returns each page's name and path. */
export async function everyPage(api: Api): Promise<[string, string][]> {
  const name = 'payments/ledger-db';
  await api.secret(name, [database('one', { options: '-c x' }), database('two', { sslmode: 'require' }), database('three', { sslmode: 'require' })],
    { Description: 'Primary ledger database', Tags: [{ TagKey: 'env', TagValue: 'prod' }, { TagKey: 'team', TagValue: 'payments' }] }).catch(() => {});
  for (const other of ['shop/stripe-webhook', 'ci/artifact-publisher', 'mail/smtp-relay', 'fleet/bastion-eu-1']) {
    await api.secret(other, ['token'], { Tags: [{ TagKey: 'env', TagValue: 'prod' }] }).catch(() => {});
  }
  await api.call('UpdateSecretVersionStage', { SecretName: name, VersionStage: 'blue-deploy', MoveToVersion: 'v1' });
  await api.secret('shop/legacy-cart-db', ['x']).then(() => api.call('DeleteSecret', { SecretName: 'shop/legacy-cart-db' })).catch(() => {});
  await api.value(name);
  await api.value('payments/absent').catch(() => {});
  await identities(api).catch(() => {});
  await managed(api).catch(() => {});
  await api.own('CreateNotificationChannel', { ChannelName: 'on-call', ChannelType: 'webhook', Url: 'https://hooks.example.org/strongroom', SigningKey: 'unused'.repeat(6) }).catch(() => {});
  const keys = (await api.call('ListKeys')).Keys.Key;
  const rotation = (await api.own('ListRotations', { SecretName: 'payments/ledger-account' })).Rotations.Rotation.at(-1).RotationId;
  return [
    ['home', '/'], ['secrets', '/secrets'], ['secrets-filtered', '/secrets?tag=env&value=prod'], ['secrets-none', '/secrets?q=nothing-like-it'],
    ['new-secret', '/secrets/new'], ['new-managed', '/secrets/new/managed'], ['overview', `/secrets/overview/${name}`], ['overview-managed', '/secrets/overview/payments/ledger-account'], ['secret-rotation', '/secrets/rotation/payments/ledger-account'], ['secret-rotation-generic', `/secrets/rotation/${name}`], ['secret-leaked', '/secrets/leaked/payments/ledger-account'], ['secret-plan', '/secrets/plan/payments/ledger-account'], ['overview-deleting', '/secrets/overview/shop/legacy-cart-db'],
    ['edit', `/secrets/edit/${name}`], ['versions', `/secrets/versions/${name}`], ['compare', `/secrets/compare/${name}?a=v1&b=v2`],
    ['secret-audit', `/secrets/audit/${name}`], ['connect', `/secrets/connect/${name}`], ['audit', '/audit'], ['secret-access', `/secrets/access/${name}`],
    ['users', '/users'], ['user', '/users/ledger-api'], ['groups', '/groups'], ['group', '/groups/payments-team'],
    ['roles', '/roles'], ['role', '/roles/payments-deploy'], ['new-role', '/roles/new'],
    ['policies', '/policies'], ['policy', '/policies/Custom/payments-read'], ['policy-compare', '/policies/Custom/payments-read?compare=1'],
    ['policy-edit', '/policies/Custom/payments-read/edit'], ['policy-system', '/policies/System/StrongroomAuditor'], ['new-policy', '/policies/new'],
    ['explain', '/explain'], ['explain-allowed', `/explain?principal=ledger-api&action=kms:GetSecretValue&resource=${name}`],
    ['explain-denied', '/explain?principal=ledger-api&action=kms:GetSecretValue&resource=shop/stripe-webhook'],
    ['explain-session', `/explain?principal=role/payments-deploy&action=kms:GetSecretValue&resource=shop/stripe-webhook&session=${encodeURIComponent(document('acs:kms:*:*:secret/shop/*'))}`],
    ['keys', '/keys'], ['keys-open', `/keys?key=${keys[0].KeyId}`], ['key-access', `/keys/${keys.at(-1).KeyId}`], ['key-default', `/keys/${keys[0].KeyId}`],
    ['targets', '/targets'], ['target', '/targets/ledger-database'], ['new-target', '/targets/new'], ['target-edit', '/targets/ledger-database/edit'],
    ['rotations', '/rotations'], ['calendar', '/rotations/calendar'], ['calendar-week', '/rotations/calendar?view=week'], ['calendar-day', '/rotations/calendar?view=day'], ['rotations-none', '/rotations?state=attention&secret=payments/ledger-account'], ['rotation', `/rotations/${rotation}/payments/ledger-account`],
    ['settings', '/settings'], ['notifications', '/settings/notifications'], ['notifications-none', '/settings/notifications?state=failed'], ['channel', '/settings/notifications/on-call'], ['new-channel', '/settings/notifications/new'], ['channel-edit', '/settings/notifications/on-call/edit'], ['account', '/account'], ['confirm', '/account/confirm'],
    ['not-found', '/nothing-here'], ['secret-not-found', '/secrets/overview/payments/absent'], ['sealed', '/sealed'],
  ];
}
