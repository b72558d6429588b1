// A real OpenID Connect provider for tests: oidc-provider with its own sign-in and consent pages.
//
//   node identity-provider.js
//
// Protocol: lines of JSON. Prints {"issuer"} first, then reads commands and responds to each with a line:
//   {"client": {"client_id", "client_secret", "redirect_uris"}}   starts to serve
//   {"login", "claims", "amr"}                                    creates or changes an account; any password is accepted
// Exits at the end of standard input.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const accounts = new Map();
let provider;

function serve(issuer, client) {
  provider = new Provider(issuer, {
    clients: [{ ...client, grant_types: ['authorization_code'], response_types: ['code'] }],
    claims: { profile: ['name', 'preferred_username'], email: ['email'], groups: ['groups'], openid: ['sub', 'amr'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    pkce: { required: () => true },
    cookies: { keys: ['of a test'] },
    findAccount: (_, login) => accounts.has(login) && { accountId: login, claims: () => ({ sub: login, ...accounts.get(login).claims }) },
  });
  // Its development pages ask only for a name; the account says which methods were used.
  const finished = provider.interactionFinished.bind(provider);
  provider.interactionFinished = (request, response, result, options) => {
    if (result.login) result.login.amr = accounts.get(result.login.accountId)?.amr;
    return finished(request, response, result, options);
  };
  const oidc = provider.callback();
  return (request, response) => (request.url === '/user' ? userOf(request, response) : oidc(request, response));
}

/** Who an access token is of, as providers without ID tokens say it: {"id", "login", ...}. */
async function userOf(request, response) {
  const token = await provider.AccessToken.find((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  const account = token && accounts.get(token.accountId);
  response.writeHead(account ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(account ? { login: token.accountId, ...account.claims } : {}));
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const { client, login, claims, amr } = JSON.parse(line);
    if (client) server.on('request', serve(issuer, client));
    if (login) accounts.set(login, { claims, amr });
    say({ done: true });
  });
  lines.on('close', () => process.exit(0));
  say({ issuer });
});
