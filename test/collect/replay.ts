import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import pLimit from "p-limit";
import { collect, type Collection } from "../../src/collect/collect.ts";
import { discoverCloud } from "../../src/collect/azure/cloud.ts";
import { cacheTokens } from "../../src/collect/azure/token-cache.ts";
import { readOrganization } from "../../src/collect/azure/graph.ts";
import { armReader } from "../../src/collect/azure/arm.ts";
import { storagePacing } from "../../src/collect/azure/pacing.ts";
import type { Wire } from "../../src/collect/azure/pipeline.ts";
import { allCollectors, collectorsFor } from "../../src/collect/collectors.ts";
import { SILENT } from "../../src/collect/meter.ts";
import { sharedFolder } from "../azure/shared-folder.ts";
import { hastyClock } from "../scenarios/run-scan.ts";

export interface Recorded {
  readonly request: { readonly method: string; readonly uri: string };
  readonly response: { readonly status: number; readonly body: unknown };
}

export const RECORDINGS = path.join(sharedFolder() ?? "", "recordings");
export const haveRecordings = sharedFolder() !== undefined && existsSync(RECORDINGS);

export function recordings(
  prefix: string,
): readonly (readonly [file: string, recorded: readonly Recorded[]])[] {
  if (!haveRecordings) return [];
  const files = readdirSync(RECORDINGS).filter((file) => file.startsWith(prefix) && file.endsWith(".json"));
  return files.map((file) => [
    file,
    JSON.parse(readFileSync(path.join(RECORDINGS, file), "utf8")) as Recorded[],
  ]);
}

const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** What stands around the answers in question: one tenant with one subscription. */
const SURROUNDINGS: Readonly<Record<string, unknown>> = {
  "/v1.0/organization": { value: [{ id: "t", displayName: "recorded", verifiedDomains: [] }] },
  "/subscriptions": {
    value: [
      {
        id: `/subscriptions/${SUBSCRIPTION}`,
        subscriptionId: SUBSCRIPTION,
        displayName: "recorded",
        tenantId: "t",
        state: "Enabled",
      },
    ],
  },
};

/** What the answers give by path; anything else is an empty list. */
export type Answers = (pathname: string) => unknown;

/** Runs the real collectors with the real SDK clients over a transport that gives these bodies. */
export async function collectFrom(
  answers: Answers,
): Promise<Collection & { readonly requests: readonly string[] }> {
  const requests: string[] = [];
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      const { pathname } = new URL(request.url);
      requests.push(`${request.method} ${pathname}`);
      const body = answers(pathname) ?? SURROUNDINGS[pathname] ?? { value: [] };
      return Promise.resolve({
        request,
        status: 200,
        headers: createHttpHeaders(),
        bodyAsText: JSON.stringify(body),
      });
    },
  };
  const signal = new AbortController().signal;
  const clock = hastyClock();
  const wire: Wire = {
    httpClient,
    tokens: cacheTokens(
      () => ({
        getToken: () => Promise.resolve({ token: "token", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
      }),
      clock.now,
    ),
    versions: new Map(),
    slots: pLimit(4),
    clock,
    signal,
    longestWait: 3_600_000,
    attemptTimeoutMs: 1000,
    progress: SILENT,
    userAgent: "test",
  };
  const cloud = await discoverCloud("public", signal);
  const pacing = storagePacing({ clock, signal, longestWait: wire.longestWait, progress: SILENT });
  const collection = await collect({
    tenantId: "t",
    collectors: collectorsFor(["localUsers"], allCollectors()),
    reader: (meter) => ({
      ...armReader(wire, cloud, pacing, meter),
      organization: () => readOrganization(wire, cloud, meter),
    }),
    collectedAt: "2026-11-20T06:00:00.000Z",
    progress: SILENT,
  });
  return { ...collection, requests };
}

/** The list of a subscription's accounts, as the path of its request. */
export const ACCOUNT_LIST = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts`;
