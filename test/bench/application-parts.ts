import type { RawBody } from "../azure/describe-entra.ts";
import { simulatedId } from "../azure/describe.ts";
import { turn } from "./turn.ts";

const DAY_MS = 86_400_000;

/** The day so many days ago, in ISO 8601; days to come are negative. */
export type Ago = (days: number) => string;

export function daysAgo(now: number, days: number): string {
  return new Date(now - days * DAY_MS).toISOString();
}

interface Credential extends RawBody {
  readonly keyId: string;
}

export interface Credentials {
  readonly passwordCredentials: readonly Credential[];
  readonly keyCredentials: readonly Credential[];
}

/** Every kind that there is: most applications have some, and most of those are as they should be. */
export function credentialsOf(index: number, ago: Ago): Credentials {
  const age = index % 150;
  const short = secret(`${index}`, ago(age), ago(age - 180));
  const made = certificate(`${index}`, ago(age), ago(age - 365));
  // Added the other day beside one that works.
  if (index % 399 === 21) {
    const added = secret(`second ${index}`, ago(3), ago(-170));
    return { passwordCredentials: [secret(`${index}`, ago(40), ago(-140)), added], keyCredentials: [] };
  }
  if (index % 101 === 33) {
    return {
      passwordCredentials: [secret(`${index}`, ago(400), "2299-12-31T00:00:00Z")],
      keyCredentials: [],
    };
  }
  return turn<Credentials>(
    [
      { passwordCredentials: [short], keyCredentials: [] },
      { passwordCredentials: [], keyCredentials: [made] },
      { passwordCredentials: [], keyCredentials: [] },
      { passwordCredentials: [short], keyCredentials: [] },
      { passwordCredentials: [short], keyCredentials: [made] },
      { passwordCredentials: [secret(`${index}`, ago(900), ago(535))], keyCredentials: [made] },
      { passwordCredentials: [], keyCredentials: [] },
      { passwordCredentials: [short], keyCredentials: [] },
      { passwordCredentials: [secret(`${index}`, ago(300), ago(-430))], keyCredentials: [] },
      { passwordCredentials: [], keyCredentials: [made] },
    ],
    // Not in step with what is given to every tenth or fortieth application.
    index + index / 10,
  );
}

/** As Graph lists it: never with the secret itself. */
export function secret(of: string, startDateTime: string, endDateTime: string): Credential {
  return {
    customKeyIdentifier: null,
    displayName: "deploy",
    endDateTime,
    hint: "a7Q",
    keyId: simulatedId(`secret ${of}`),
    secretText: null,
    startDateTime,
  };
}

/** With the public key, which Graph sends to everybody who names keyCredentials in `$select`. */
export function certificate(of: string, startDateTime: string, endDateTime: string): Credential {
  return {
    customKeyIdentifier: simulatedId(`thumbprint ${of}`).replaceAll("-", "").toUpperCase(),
    displayName: "CN=contoso-estate.example",
    endDateTime,
    key: PUBLIC_KEY,
    keyId: simulatedId(`certificate ${of}`),
    startDateTime,
    type: "AsymmetricX509Cert",
    usage: "Verify",
  };
}

/** As long as a certificate of 2048 bits in base64. */
const PUBLIC_KEY = "MIIC".repeat(280);

export function redirectsOf(index: number): RawBody {
  const host = `app-${index}.contoso-estate.example`;
  if (index % 91 === 5) return web(`http://${host}/signin-oidc`);
  if (index % 43 === 8) return web(`https://contoso-app-${index}.azurewebsites.net/signin-oidc`);
  if (index % 401 === 12) return web("https://contoso-demo.ngrok-free.app/callback");
  if (index % 61 === 16) return web(`https://${host}/callback`, true);
  return turn<RawBody>(
    [
      web(`https://${host}/signin-oidc`),
      {},
      { spa: { redirectUris: [`https://${host}`, "http://localhost:3000"] } },
      web(`https://${host}/signin-oidc`),
      { publicClient: { redirectUris: ["http://localhost", `msal${simulatedId(`app ${index}`)}://auth`] } },
      {},
    ],
    index,
  );
}

function web(uri: string, enableAccessTokenIssuance = false): RawBody {
  return {
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: [uri],
      implicitGrantSettings: { enableAccessTokenIssuance, enableIdTokenIssuance: false },
    },
  };
}
