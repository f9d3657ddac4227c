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

async function request({ url, token, audience, httpClient }: GithubAssertionOptions): Promise<string> {
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
  );
  const value = parseObject(response.bodyAsText)?.["value"];
  if (response.status === 200 && typeof value === "string") return value;
  throw new Error(
    `GitHub's token endpoint answered with status ${response.status}; does the job have "id-token: write"?`,
  );
}
