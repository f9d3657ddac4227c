import { randomBytes, randomUUID } from "node:crypto";
import type { SimulatedClient } from "./describe.ts";

export interface Token {
  readonly text: string;
  readonly client: SimulatedClient;
  /** As the client named it in its scope, without "/.default". */
  readonly audience: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export type TokenState =
  | { readonly kind: "missing" }
  | { readonly kind: "unknown"; readonly text: string }
  | { readonly kind: "wrong-audience"; readonly token: Token }
  | { readonly kind: "expired"; readonly token: Token }
  | { readonly kind: "valid"; readonly token: Token };

export interface Tokens {
  /** Seconds a new token lives. */
  readonly lifetime: number;
  issue(client: SimulatedClient, audience: string): Token;
  check(authorization: string | undefined, audience: string): TokenState;
  /** From now on every service takes this token for expired. */
  expire(authorization: string | undefined): void;
}

/** `lifetime` in seconds; Microsoft Entra ID gives an app about an hour. */
export function tokenStore(
  tenantId: string,
  issuer: string,
  lifetime: number,
  rolesOf: (client: SimulatedClient, audience: string) => readonly string[],
): Tokens {
  const issued = new Map<string, Token>();
  const refused = new Set<string>();
  return {
    lifetime,
    issue(client, audience) {
      const expiresAt = Date.now() + lifetime * 1000;
      const text = jwt(tenantId, issuer, client, audience, expiresAt, rolesOf(client, audience));
      const token = { text, client, audience, expiresAt };
      issued.set(text, token);
      return token;
    },
    check(authorization, audience) {
      const text = bearer(authorization);
      if (text === undefined) return { kind: "missing" };
      const token = issued.get(text);
      if (!token) return { kind: "unknown", text };
      if (!sameAudience(token.audience, audience)) return { kind: "wrong-audience", token };
      const expired = token.expiresAt <= Date.now() || refused.has(text);
      return { kind: expired ? "expired" : "valid", token };
    },
    expire(authorization) {
      refused.add(bearer(authorization) ?? "");
    },
  };
}

/** Azure takes an audience with and without its trailing slash for the same. */
export function sameAudience(one: string, other: string): boolean {
  return one.replace(/\/+$/, "").toLowerCase() === other.replace(/\/+$/, "").toLowerCase();
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(.+)$/i.exec(authorization ?? "")?.[1];
}

/** The claims of an app-only access token, https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
function jwt(
  tenantId: string,
  issuer: string,
  client: SimulatedClient,
  audience: string,
  expiresAt: number,
  roles: readonly string[],
): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: audience,
    iss: issuer,
    iat: now,
    nbf: now,
    exp: Math.floor(expiresAt / 1000),
    appid: client.clientId,
    appidacr: "1",
    idp: issuer,
    idtyp: "app",
    jti: randomUUID(),
    oid: client.objectId,
    // Application permissions; who has none has no claim either.
    ...(roles.length > 0 && { roles }),
    sub: client.objectId,
    tid: tenantId,
    ver: "1.0",
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ typ: "JWT", alg: "RS256", kid: "simulated" })}.${part(claims)}.${randomBytes(256).toString("base64url")}`;
}
