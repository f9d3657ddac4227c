import type { AccessToken, TokenCredential } from "@azure/identity";

/** Tokens of one credential, kept per audience. */
export interface TokenCache {
  /** @param claims the answer to a claims challenge: asks for a new token that satisfies it */
  get(scope: string, claims?: string): Promise<string>;
  /** A service refused this token: the next `get` fetches another, whatever its expiry says. */
  discard(scope: string, token: string): void;
}

/** Long enough that a token cannot run out under way, at most a quarter of its life. */
const SKEW_MS = 5 * 60_000;

interface Entry {
  readonly token: Promise<AccessToken>;
  /** Set once the token is there. */
  value?: string;
  /** Milliseconds since 1970. */
  renewAt: number;
}

/**
 * One sign-in per audience and lifetime, however many requests ask at once: AzureCliCredential starts a process
 * for every call, and ten parallel calls on a cold client secret are ten token requests.
 * @param make gives the credential; called again after a token was refused, since the SDK would answer from its own cache
 */
export function cacheTokens(make: () => TokenCredential, now: () => number): TokenCache {
  const entries = new Map<string, Entry>();
  let credential = make();
  return { get, discard };

  async function get(scope: string, claims?: string): Promise<string> {
    const found = entries.get(scope);
    // Also with a challenge: the token that was challenged has been discarded, and this one is younger.
    if (found !== undefined && found.renewAt > now()) return (await found.token).token;
    const asked = now();
    const entry: Entry = { token: fetchToken(scope, claims), renewAt: Number.POSITIVE_INFINITY };
    entries.set(scope, entry);
    try {
      const { token, expiresOnTimestamp } = await entry.token;
      entry.value = token;
      entry.renewAt = expiresOnTimestamp - Math.min(SKEW_MS, (expiresOnTimestamp - asked) / 4);
      return token;
    } catch (error) {
      if (entries.get(scope) === entry) entries.delete(scope);
      throw error;
    }
  }

  async function fetchToken(scope: string, claims: string | undefined): Promise<AccessToken> {
    const token = await credential.getToken(scope, claims === undefined ? {} : { claims, enableCae: true });
    if (token === null) throw new Error("the credential gave no token");
    return token;
  }

  function discard(scope: string, token: string): void {
    // Only the first of many requests that were refused with one token starts a new one.
    if (entries.get(scope)?.value !== token) return;
    entries.delete(scope);
    credential = make();
  }
}
