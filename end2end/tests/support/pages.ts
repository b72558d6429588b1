// Every page there is, with something on it.
import type { Api } from './fixtures';

const database = (password: string, more: Record<string, string> = {}) => ({ host: 'ledger.db.internal', port: '5432', username: 'ledger', password, ...more });

/** Makes what the pages show; answers with each page's name and address. */
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
  const keys = (await api.call('ListKeys')).Keys.Key;
  return [
    ['home', '/'], ['secrets', '/secrets'], ['secrets-filtered', '/secrets?tag=env&value=prod'], ['secrets-none', '/secrets?q=nothing-like-it'],
    ['new-secret', '/secrets/new'], ['overview', `/secrets/overview/${name}`], ['overview-deleting', '/secrets/overview/shop/legacy-cart-db'],
    ['edit', `/secrets/edit/${name}`], ['versions', `/secrets/versions/${name}`], ['compare', `/secrets/compare/${name}?a=v1&b=v2`],
    ['secret-audit', `/secrets/audit/${name}`], ['connect', `/secrets/connect/${name}`], ['audit', '/audit'], ['access-keys', '/access-keys'],
    ['access-keys-user', '/access-keys?user=admin'], ['keys', '/keys'], ['keys-open', `/keys?key=${keys[0].KeyId}`], ['settings', '/settings'], ['account', '/account'],
    ['not-found', '/nothing-here'], ['secret-not-found', '/secrets/overview/payments/absent'], ['sealed', '/sealed'],
  ];
}
