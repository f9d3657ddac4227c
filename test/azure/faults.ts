import { linkTo, pageBody } from "./paging.ts";
import type { Answer, Call, Route, Service, ServerErrorStatus } from "./service.ts";
import type { World } from "./world.ts";

export interface Fault {
  readonly route: Route;
  /** 1-based page of a list; any page when absent. Page 2 needs a page size, or there is none. */
  readonly page?: number;
  /** A part of the URL, such as a subscription id or an account name; case does not matter. */
  readonly match?: string;
  /** After so many hits the rule is spent; unlimited when absent. */
  readonly times?: number;
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
  | { readonly kind: "truncated"; readonly clean?: boolean };

type SimpleFault =
  | "denied"
  | "not-found"
  | "not-registered"
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
  let rules: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      assertPossible(fault);
      rules.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear() {
      rules = [];
    },
    apply(service, route, call, answer) {
      if (answer.unauthenticated) return answer;
      for (const rule of rules) {
        if (rule.left <= 0 || !fits(rule.fault, route, call, answer)) continue;
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
  if (fault.route !== route) return false;
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
    case "expired-token":
      world.tokens.expire(call.authorization);
      return withClaims(world, fault.claims ?? false, service.refuse(call, { kind: "expired-token" }));
    case "reset":
    case "hang":
      return { status: 0, headers: {}, wire: fault.kind };
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

const lists: readonly Route[] = ["organization", "subscriptions", "tenants", "storageAccounts", "localUsers"];
const storage: readonly Route[] = ["storageAccounts", "localUsers", "localUser"];
const authenticated: readonly Route[] = [...lists, "subscription", "localUser"];

/** Where a fault makes sense. The others fit every route. */
const possible: Partial<Record<FaultAnswer["kind"], readonly Route[]>> = {
  denied: authenticated,
  "not-found": authenticated,
  "expired-token": authenticated,
  "not-registered": storage,
  "bad-token-answer": ["token", "openid"],
  "null-item": lists,
  "next-link-loop": lists,
  "next-link-foreign": lists,
  "empty-page": lists,
  duplicate: lists,
};

/** A fault that never strikes would let a test pass for nothing. */
function assertPossible({ route, page, answer }: Fault): void {
  const routes = possible[answer.kind];
  if (routes && !routes.includes(route))
    throw new Error(`the fault "${answer.kind}" cannot happen to ${route}`);
  if (page !== undefined && page !== 1 && !lists.includes(route))
    throw new Error(`${route} has no page ${page}`);
  if (page === 1 && answer.kind === "duplicate") throw new Error("page 1 has no page before it to repeat");
}

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
