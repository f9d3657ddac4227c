import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import pLimit from "p-limit";
import { collect, type Collection } from "../../src/collect/collect.ts";
import { discoverCloud } from "../../src/collect/azure/cloud.ts";
import { cacheTokens } from "../../src/collect/azure/token-cache.ts";
import { graphReader } from "../../src/collect/azure/graph.ts";
import { armReader } from "../../src/collect/azure/arm.ts";
import { logsReader } from "../../src/collect/azure/logs.ts";
import { graphPacing, storagePacing } from "../../src/collect/azure/pacing.ts";
import type { Wire } from "../../src/collect/azure/pipeline.ts";
import { allCollectors, collectorsFor } from "../../src/collect/collectors.ts";
import type { LogOptions } from "../../src/collect/log-options.ts";
import { SILENT } from "../../src/collect/meter.ts";
import type { SectionName } from "../../src/inventory/sections.ts";
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

export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

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

/** What the answers give by path; anything else is an empty list. Graph's paths begin with the version. */
export type Answers = (pathname: string) => unknown;

/** An answer that is none, in the words of ARM and Graph alike. */
class Refusal {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, code: string, message: string) {
    this.status = status;
    this.body = { error: { code, message } };
  }
}

export function refused(status: number, code: string, message = `${code} was said`): unknown {
  return new Refusal(status, code, message);
}

export interface Replayed extends Collection {
  /** `GET /v1.0/applications`, in the order in which they were asked; the parts of a batch as if each was alone. */
  readonly requests: readonly string[];
  /** The same with their query strings, decoded. */
  readonly urls: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Runs the real collectors with the real SDK clients over a transport that gives these bodies. */
export async function collectFrom(
  answers: Answers,
  sections: readonly SectionName[] = ["localUsers"],
  logs?: LogOptions,
): Promise<Replayed> {
  const urls: string[] = [];
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      const { status, body } = answer(request.method, new URL(request.url), request.body);
      return Promise.resolve({
        request,
        status,
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
  const budget = { clock, signal, longestWait: wire.longestWait, progress: SILENT };
  const [pacing, units] = [storagePacing(budget), graphPacing(budget)];
  const collection = await collect({
    tenantId: "t",
    collectors: collectorsFor(sections, allCollectors({ logs })),
    reader: (meter) => ({
      ...armReader(wire, cloud, pacing, meter),
      ...graphReader(wire, cloud, units, meter),
      ...logsReader(wire, cloud, meter),
    }),
    collectedAt: "2026-11-20T06:00:00.000Z",
    progress: SILENT,
  });
  const requests = urls.map((url) => url.replace(/\?.*/, ""));
  return { ...collection, requests, urls };

  function answer(method: string, url: URL, body: unknown): Answer {
    const { pathname, search } = url;
    const sent = typeof body === "string" ? (JSON.parse(body) as Batch & ByIds) : {};
    if (pathname.endsWith("/$batch")) return { status: 200, body: { responses: parts(url, sent) } };
    urls.push(`${method} ${pathname}${decodeURIComponent(search)}`);
    const found = answers(pathname) ?? SURROUNDINGS[pathname] ?? { value: [] };
    if (found instanceof Refusal) return found;
    return { status: 200, body: pathname.endsWith("/getByIds") ? byIds(found, sent) : found };
  }

  function parts({ pathname, origin }: URL, { requests: asked = [] }: Batch) {
    const root = pathname.replace("/$batch", "");
    return asked.map((part) => ({
      id: part.id,
      headers: {},
      ...answer(part.method, new URL(`${origin}${root}${part.url}`), undefined),
    }));
  }
}

interface Batch {
  readonly requests?: readonly { readonly id: string; readonly method: string; readonly url: string }[];
}

interface ByIds {
  readonly ids?: readonly string[];
}

/** Of the objects that there are, those that were asked for; an object without an id is forced upon everybody. */
function byIds(found: unknown, { ids = [] }: ByIds): unknown {
  const { value = [] } = found as { readonly value?: readonly { readonly id?: unknown }[] };
  return { value: value.filter(({ id }) => typeof id !== "string" || ids.includes(id.toLowerCase())) };
}

/** The list of a subscription's accounts, as the path of its request. */
export const ACCOUNT_LIST = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts`;
