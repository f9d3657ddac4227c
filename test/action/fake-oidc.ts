import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeOidc {
  /** What a job with "id-token: write" has in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What was asked, in order. */
  readonly asked: readonly { readonly url: string; readonly authorization: string | undefined }[];
  readonly close: () => void;
}

/** GitHub's token endpoint on loopback. */
export async function startOidc(): Promise<FakeOidc> {
  const asked: { readonly url: string; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? "", authorization: request.headers.authorization });
    response.setHeader("content-type", "application/json").end(JSON.stringify({ value: JOB_TOKEN }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
    },
    asked,
    close: () => server.close(),
  };
}

export const REQUEST_TOKEN = "the-runners-own-token";
export const JOB_TOKEN = "a.job.token";
