/** A city's OpenID Connect provider on loopback: `node serve.js PORT REDIRECT_URI`. Whoever signs in there is who they say they are. */
import { Provider } from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "huying", client_secret: "known-to-the-tests", redirect_uris: [redirectUri] }],
  claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email"] },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: `number-of-${id}`, preferred_username: id }) }),
  cookies: { keys: ["known-to-the-tests"] },
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
