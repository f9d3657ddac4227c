import { changedBatch } from "./fault-batch.ts";
import { assertPossible, isStruckBy } from "./fault-routes.ts";
import { linkTo, pageBody } from "./paging.ts";
import type { Answer, Call, Route, Service, ServerErrorStatus } from "./service.ts";
import type { World } from "./world.ts";

export interface Fault {
  /** "graph" is every route of Graph's: the parts of a batch included, the batch itself not. */
  readonly route: Route | "graph";
  /** 1-based page of a list; any page when absent. Page 2 needs a page size, or there is none. */
  readonly page?: number;
  /** A part of the URL, such as a subscription id or an account name; case does not matter. */
  readonly match?: string;
  /** After so many hits the rule is spent; unlimited when absent. */
  readonly times?: number;
  /** Strikes each n-th request that fits, from the n-th on; each one when absent. */
  readonly every?: number;
  readonly answer: FaultAnswer;
}

export type FaultAnswer =
  | { [Kind in SimpleFault]: { readonly kind: Kind } }[SimpleFault]
  /** 429, without Retry-After unless it is given (seconds). */
  | { readonly kind: "throttled"; readonly retryAfter?: number }
  | { readonly kind: "server-error"; readonly status: ServerErrorStatus; readonly retryAfter?: number }
  /**
   * The token presented is refused from now on, here and everywhere; a new one works. With `claims` the challenge
   * is that of continuous access evaluation, which makes the SDK's ARM clients fetch a new token themselves.
   */
  | { readonly kind: "expired-token"; readonly claims?: boolean }
  /** A body cut in two: the connection ends in it, or with `clean` the answer ends as if it were whole. */
  | { readonly kind: "truncated"; readonly clean?: boolean }
  /** Whatever a gateway may say in Azure's place: a body that is a string goes out as it is. */
  | {
      readonly kind: "other-answer";
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Answer["headers"];
    }
  | BatchFault;

/** Of an answer to a batch. `part` is an id; without it the part of the first request is meant. */
export type BatchFault =
  | { readonly kind: "missing-part" | "duplicate-part"; readonly part?: string }
  /** A part fails without a word: its error has an empty code and message, as it happens in batches. */
  | {
      readonly kind: "part-status";
      readonly status: 429 | ServerErrorStatus;
      readonly retryAfter?: number;
      readonly part?: string;
    };

type SimpleFault =
  | "denied"
  | "not-found"
  | "not-registered"
  /** The $skiptoken is too old: never on a first page. */
  | "expired-page"
  /** The socket is closed without an answer. */
  | "reset"
  /** No answer ever. */
  | "hang"
  | "html"
  | "empty-object"
  | "null-value"
  | "no-content"
  | "redirect-foreign"
  /** HTML where a token was due, as a captive portal does it. */
  | "bad-token-answer"
  | "null-item"
  | "next-link-loop"
  | "next-link-foreign"
  /** An empty page stands before every page; its link leads to the items. */
  | "empty-page"
  /** From page 2 on a page begins with the last item of the page before. */
  | "duplicate";

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The answer with the first rule applied that fits and is not spent. */
  apply(service: Service, route: Route, call: Call, answer: Answer): Answer;
}

export function faultRules(world: World): Faults {
  let rules: { readonly fault: Fault; left: number; fitting: number }[] = [];
  return {
    add(fault) {
      assertPossible(fault);
      rules.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY, fitting: 0 });
    },
    clear() {
      rules = [];
    },
    apply(service, route, call, answer) {
      if (answer.unauthenticated) return answer;
      for (const rule of rules) {
        if (rule.left <= 0 || !fits(rule.fault, route, call, answer)) continue;
        rule.fitting += 1;
        if (rule.fitting % (rule.fault.every ?? 1) !== 0) continue;
        const changed = changedAnswer(world, service, rule.fault.answer, call, answer);
        if (!changed) continue;
        rule.left -= 1;
        return changed;
      }
      return answer;
    },
  };
}

function fits(fault: Fault, route: Route, call: Call, answer: Answer): boolean {
  if (!isStruckBy(route, fault.route)) return false;
  if (fault.page !== undefined && fault.page !== (answer.page?.cursor.page ?? 1)) return false;
  return !fault.match || call.url.href.toLowerCase().includes(fault.match.toLowerCase());
}

/** The answer the fault makes of the right one, or undefined where it can change nothing about it. */
function changedAnswer(
  world: World,
  service: Service,
  fault: FaultAnswer,
  call: Call,
  answer: Answer,
): Answer | undefined {
  switch (fault.kind) {
    case "denied":
    case "not-found":
    case "not-registered":
    case "throttled":
    case "server-error":
      return service.refuse(call, fault);
    case "expired-page":
      return (answer.page?.cursor.page ?? 1) > 1 ? service.refuse(call, fault) : undefined;
    case "missing-part":
    case "duplicate-part":
    case "part-status":
      return changedBatch(fault, answer);
    case "expired-token":
      world.tokens.expire(call.authorization);
      return withClaims(world, fault.claims ?? false, service.refuse(call, { kind: "expired-token" }));
    case "reset":
    case "hang":
      return { status: 0, headers: {}, wire: fault.kind };
    case "other-answer":
      return { headers: answer.headers, ...fault };
    case "truncated":
      return { ...answer, wire: fault.clean ? "short" : "cut" };
    case "html":
    case "bad-token-answer":
      return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: htmlPage };
    case "empty-object":
      return { status: 200, headers: answer.headers, body: {} };
    case "null-value":
      return { status: 200, headers: answer.headers, body: { value: null } };
    case "no-content":
      return { status: 204, headers: withoutContentType(answer.headers) };
    case "redirect-foreign": {
      const location = `${world.foreignUrl}${call.url.pathname}${call.url.search}`;
      return { status: 307, headers: { ...withoutContentType(answer.headers), location } };
    }
    default:
      return changedPage(world, fault.kind, call, answer);
  }
}

function changedPage(world: World, kind: ListFault, call: Call, answer: Answer): Answer | undefined {
  const { page } = answer;
  if (!page) return undefined;
  const withPage = (change: Partial<typeof page>): Answer => {
    const body = typeof answer.body === "object" ? answer.body : {};
    return { ...answer, body: { ...body, ...pageBody({ ...page, ...change }) } };
  };
  switch (kind) {
    case "null-item":
      return withPage({ value: [...page.value, null] });
    case "next-link-loop":
      return withPage({ nextLink: call.url.href });
    case "next-link-foreign":
      return withPage({ nextLink: `${world.foreignUrl}${call.url.pathname}${call.url.search}` });
    case "empty-page": {
      if (page.cursor.afterEmpty) return undefined;
      const next = { ...page.cursor, page: page.cursor.page + 1, afterEmpty: true };
      return withPage({ value: [], nextLink: linkTo(call.url, next) });
    }
    case "duplicate":
      return page.previous === undefined ? undefined : withPage({ value: [page.previous, ...page.value] });
  }
}

type ListFault = "null-item" | "next-link-loop" | "next-link-foreign" | "empty-page" | "duplicate";

/** https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function withClaims(world: World, claims: boolean, answer: Answer): Answer {
  if (!claims) return answer;
  const wanted = { access_token: { nbf: { essential: true, value: String(Math.floor(Date.now() / 1000)) } } };
  const encoded = Buffer.from(JSON.stringify(wanted)).toString("base64");
  const challenge = `Bearer realm="", authorization_uri="${world.loginUrl}/common/oauth2/authorize", error="insufficient_claims", claims="${encoded}"`;
  return { ...answer, headers: { ...answer.headers, "www-authenticate": challenge } };
}

function withoutContentType(headers: Answer["headers"]): Answer["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "content-type"));
}

const htmlPage =
  "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><h1>Sign in to the network</h1></body></html>";
