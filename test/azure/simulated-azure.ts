import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { armService } from "./arm.ts";
import { makeCertificates } from "./certificates.ts";
import type { SimulatedTenant } from "./describe.ts";
import { type Fault, faultRules } from "./faults.ts";
import { graphService } from "./graph.ts";
import { logAnalyticsService } from "./log-analytics.ts";
import { loginService } from "./login.ts";
import { cursorOf } from "./paging.ts";
import type { Answer, Call, Route, Service } from "./service.ts";
import { readHeaders, readText, send } from "./wire.ts";
import { type AzureOptions, buildWorld, knownTenant } from "./world.ts";

export { trustAzure } from "./certificates.ts";
export type { Fault, FaultAnswer } from "./faults.ts";
export type { Route } from "./service.ts";
export type { AzureOptions } from "./world.ts";

export interface SimulatedAzure {
  /** ARM's endpoint, https://localhost:PORT. The others have a port of their own each. */
  readonly url: string;
  readonly loginUrl: string;
  readonly graphUrl: string;
  /** Of Log Analytics. */
  readonly logsUrl: string;
  /** A host that is not Azure's. It answers 200 {"value":[]} to all that arrives. */
  readonly foreignUrl: string;
  /** The CA that signed the servers' certificate, PEM. */
  readonly ca: string;
  /** Every request in order of arrival. */
  readonly log: readonly LoggedRequest[];
  /** Adds a rule. Rules are tried in the order they were added. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Ends at once, also with requests that were never answered. */
  close(): Promise<void>;
}

export interface LoggedRequest {
  readonly host: "arm" | "login" | "graph" | "logs" | "foreign";
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  /** Absent for what a scan has no business with, such as the keys of an account. */
  readonly route?: Route;
  /** 1-based; 1 for what is no list. */
  readonly page: number;
  readonly hasToken: boolean;
  /** 0 until it is answered, and for ever on a reset or hang. */
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** 1 for the first request of this method and URL, 2 for the next. */
  readonly attempt: number;
  /** The requests inside a batch, in their order. They are no entries of their own. */
  readonly parts?: readonly LoggedPart[];
}

export interface LoggedPart {
  readonly url: string;
  readonly route?: Route;
  readonly status: number;
}

/** Starts the simulated Azure of one tenant on loopback, over real HTTPS. */
export async function startAzure(
  tenant: SimulatedTenant,
  options: AzureOptions = {},
): Promise<SimulatedAzure> {
  const known = knownTenant(tenant);
  const { ca, cert, key } = await makeCertificates();
  const hosts = ["arm", "login", "graph", "logs", "foreign"] as const;
  const servers = hosts.map(() => https.createServer({ cert, key, keepAliveTimeout: 60_000 }));
  const [arm = 0, login = 0, graph = 0, logs = 0, foreign = 0] = await Promise.all(servers.map(listen));
  const urls = {
    armUrl: `https://localhost:${arm}`,
    // A second host name, so that login and foreign are other hosts than ARM and Graph, not only other ports.
    loginUrl: `https://127.0.0.1:${login}`,
    graphUrl: `https://localhost:${graph}`,
    logsUrl: `https://localhost:${logs}`,
    foreignUrl: `https://127.0.0.1:${foreign}`,
  };
  const world = buildWorld(known, options, urls);
  const faults = faultRules(world);
  const log = requestLog();
  const services = [
    armService(world),
    loginService(world),
    graphService(world),
    logAnalyticsService(world),
    foreignService,
  ];
  const origins = [urls.armUrl, urls.loginUrl, urls.graphUrl, urls.logsUrl, urls.foreignUrl];

  for (const [at, server] of servers.entries()) {
    const host = hosts[at] ?? "foreign";
    const service = services[at] ?? foreignService;
    const answerNow = (call: Call, parts: LoggedPart[]): Answer => {
      const route = service.route(call.method, call.url);
      const right = service.answer(call, (part) => {
        const answer = answerNow(part, parts);
        const partRoute = service.route(part.method, part.url);
        parts.push({ url: part.url.href, ...(partRoute && { route: partRoute }), status: answer.status });
        return answer;
      });
      return route ? faults.apply(service, route, call, right) : right;
    };
    const answerTo = async (call: Call, parts: LoggedPart[]): Promise<Answer> => {
      const answer = answerNow(call, parts);
      if (options.latencyMs) await wait(options.latencyMs, undefined, { ref: false });
      return answer;
    };
    const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      // Joined as text: resolving a path that begins with "//" would name another host.
      const url = new URL(`${origins[at]}${request.url ?? "/"}`);
      const method = request.method ?? "GET";
      const { authorization } = request.headers;
      const route = service.route(method, url);
      const entry = log.add(host, method, url, route, authorization !== undefined);
      const parts: LoggedPart[] = [];
      const headers = readHeaders(request);
      const answer = await readText(request)
        .then((text) => answerTo({ method, url, authorization, headers, text }, parts))
        .catch(defect);
      if (parts.length > 0) entry.parts = parts;
      entry.status = answer.status;
      send(response, answer);
    };
    server.on("request", (request, response) => void handle(request, response));
  }

  return {
    url: urls.armUrl,
    loginUrl: urls.loginUrl,
    graphUrl: urls.graphUrl,
    logsUrl: urls.logsUrl,
    foreignUrl: urls.foreignUrl,
    ca,
    log: log.entries,
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    async close() {
      await Promise.all(servers.map(shut));
    },
  };
}

type Entry = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

function requestLog() {
  const entries: Entry[] = [];
  const attempts = new Map<string, number>();
  return {
    entries,
    add(
      host: LoggedRequest["host"],
      method: string,
      url: URL,
      route: Route | undefined,
      hasToken: boolean,
    ): Entry {
      const key = `${method} ${url.href}`;
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      const entry: Entry = {
        host,
        method,
        path: url.pathname,
        url: url.href,
        query: Object.fromEntries(url.searchParams),
        ...(route && { route }),
        page: cursorOf(url).page,
        hasToken,
        status: 0,
        startedAt: Date.now(),
        attempt,
      };
      entries.push(entry);
      return entry;
    },
  };
}

/** A mistake in the simulation or in a fault: 501 is no answer of Azure's, and the SDK does not retry it. */
function defect(error: unknown): Answer {
  return { status: 501, headers: { "content-type": "text/plain" }, body: String(error) };
}

const anyAnswer: Answer = {
  status: 200,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: { value: [] },
};

const foreignService: Service = {
  route: () => undefined,
  answer: () => anyAnswer,
  refuse: () => anyAnswer,
};

async function listen(server: https.Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function shut(server: https.Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
