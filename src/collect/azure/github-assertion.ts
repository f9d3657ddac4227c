import { createHttpHeaders, createPipelineRequest, type HttpClient } from "@azure/core-rest-pipeline";
import { parseObject } from "./classify.ts";
import { sendPlain } from "./plain-request.ts";

export interface GithubAssertionOptions {
  /** ACTIONS_ID_TOKEN_REQUEST_URL; it has a query already. */
  readonly url: string;
  /** ACTIONS_ID_TOKEN_REQUEST_TOKEN */
  readonly token: string;
  readonly audience: string;
  readonly httpClient: HttpClient;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Shorter than the five minutes for which GitHub's token is good. */
const KEEP_MS = 3 * 60_000;

/**
 * The token of a GitHub Actions job, as the assertion of an application without a secret. It is kept for a while:
 * the SDK asks twice for every token that it gets.
 * https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 */
export function githubAssertion(options: GithubAssertionOptions): () => Promise<string> {
  let kept: { readonly assertion: Promise<string>; readonly until: number } | undefined;
  return async () => {
    if (kept === undefined || kept.until <= options.now()) {
      kept = { assertion: request(options), until: options.now() + KEEP_MS };
    }
    return await kept.assertion.catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
  };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** A scan of every night should not be lost for one answer that did not come. */
const WAITS_MS = [1000, 3000] as const;

async function request(options: GithubAssertionOptions): Promise<string> {
  for (const wait of WAITS_MS) {
    const value = await ask(options).catch((error: unknown) => {
      if (error instanceof Refused) throw error;
    });
    if (value !== undefined) return value;
    await options.sleep(wait);
  }
  return await ask(options);
}

/** An answer that no repetition changes. */
class Refused extends Error {}

async function ask({ url, token, audience, httpClient }: GithubAssertionOptions): Promise<string> {
  const address = new URL(url);
  address.searchParams.set("audience", audience);
  const headers = createHttpHeaders({
    authorization: `bearer ${token}`,
    accept: "application/json; api-version=2.0",
  });
  // GitHub's address is https. A relay on the same machine may not be, and there the token leaves no machine.
  const allowInsecureConnection = LOOPBACK.has(address.hostname);
  const response = await sendPlain(
    httpClient,
    createPipelineRequest({ url: address.href, headers, timeout: 10_000, allowInsecureConnection }),
  ).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`GitHub's token endpoint did not answer: ${why}`, { cause: error });
  });
  const value = parseObject(response.bodyAsText)?.["value"];
  if (response.status === 200 && typeof value === "string" && value !== "") return value;
  const said = `GitHub's token endpoint answered with status ${response.status}`;
  if (response.status >= 500 || response.status === 429) throw new Error(said);
  if (response.status === 200) throw new Refused(`${said} and no token`);
  throw new Refused(`${said}; does the job have "id-token: write"?`);
}
