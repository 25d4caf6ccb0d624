// oauth2-mock-server as an authority of the shape that Entra ID has: one issuer a token version, below /{tenant}/ and
// /{tenant}/v2.0/.  What is signed, how, and what metadata and key sets look like is the library's own doing.
//
//     node authority.mjs MODULES TENANT AUDIENCE
//
// MODULES is the folder that holds node_modules.  Prints "listening on http://127.0.0.1:PORT".  POST {prefix}/token with
// grant_type=client_credentials gives a token; a "without" parameter names claims to leave out.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const [modules, tenant, audience] = process.argv.slice(2);
const { OAuth2Server } = createRequire(`${modules}/`)('oauth2-mock-server');

const common = {
  aud: audience,
  tid: tenant,
  oid: '8bbb3c0b-5c8e-4f0b-9a1e-1d3f9c1c7d52',
  sub: '8bbb3c0b-5c8e-4f0b-9a1e-1d3f9c1c7d52',
  roles: ['ActionGroupsSecureWebhook'],
};
const azureMonitor = '461e8683-5575-4561-ac7f-899cc907d62a';

async function mount(prefix, claims) {
  const { issuer, service } = new OAuth2Server();  // never started: its request handler is mounted below
  await issuer.keys.generate('RS256');
  service.on('beforeTokenSigning', (token, request) => {
    delete token.payload.scope;
    Object.assign(token.payload, common, claims);
    const without = new URL(request.url, 'http://localhost').searchParams.get('without');
    if (without) for (const name of without.split(',')) delete token.payload[name];
  });
  return { prefix, issuer, service };
}

const mounts = [
  await mount(`/${tenant}/v2.0`, { ver: '2.0', azp: azureMonitor }),
  await mount(`/${tenant}`, { ver: '1.0', appid: azureMonitor }),
];

const server = createServer((request, response) => {
  const found = mounts.find((m) => request.url.startsWith(`${m.prefix}/`));
  if (!found) return response.writeHead(404).end();
  request.url = request.url.slice(found.prefix.length);
  return found.service.requestHandler(request, response);
});
server.listen(0, '127.0.0.1', () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  for (const m of mounts) m.issuer.url = base + m.prefix + (m.prefix.endsWith('/v2.0') ? '' : '/');
  console.log(`listening on ${base}`);
});
