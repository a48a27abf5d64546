// Runs a provider of OpenID Connect until standard input ends. Whoever opens its sign-in page names the user in the form; there is no password.
// Usage: node oidc.mjs <address of the MlDash server>. Prints one line, the provider's address.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const redirects = process.argv.slice(2).map((server) => `${server}/session/oidc/callback`);

const server = createServer((request, response) => answer(request, response));
let answer;
server.listen(0, '127.0.0.1', () => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, {
        clients: [{ client_id: 'mldash', client_secret: 'secret-of-the-tests', redirect_uris: redirects }],
        pkce: { required: () => true },
        claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
        // What the server asks for is in the address, where a test can see it.
        features: { devInteractions: { enabled: false }, pushedAuthorizationRequests: { enabled: false } },
        interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
        cookies: { keys: ['keys of the tests'] },
        // The name is the account: `name` has verified its address, `name!` has not.
        findAccount: (_, id) => ({
            accountId: id,
            claims: () => ({ sub: id, preferred_username: id, email: `${id}@example.org`, email_verified: !id.endsWith('!') }),
        }),
        // Nobody is asked whether the server may know who signs in.
        loadExistingGrant: async (context) => {
            const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
            grant.addOIDCScope('openid profile email');
            await grant.save();
            return grant;
        },
    });
    const provide = provider.callback();
    answer = async (request, response) => {
        const url = new URL(request.url, issuer);
        if (!url.pathname.startsWith('/sign-in/')) return provide(request, response);
        const user = url.searchParams.get('user');
        if (user === null) {
            response.setHeader('Content-Type', 'text/html');
            return response.end('<!doctype html><title>Provider</title><form><label>User <input name="user"></label> <button>Sign in</button></form>');
        }
        const result = user === '' ? { error: 'access_denied' } : { login: { accountId: user } };
        return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    };
    console.log(issuer);
});
process.stdin.on('end', () => process.exit(0)).resume();
