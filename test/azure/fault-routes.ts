import type { Fault, FaultAnswer } from "./faults.ts";
import { graphRoutes, type Route } from "./service.ts";

/** Whether a rule for `ruled` may strike a request of `route`. */
export function isStruckBy(route: Route, ruled: Fault["route"]): boolean {
  return ruled === "graph" ? graph.includes(route) : ruled === route;
}

/** A fault that never strikes would let a test pass for nothing. */
export function assertPossible({ route, page, answer, every }: Fault): void {
  const routes = possible[answer.kind];
  if (route === "graph") {
    if (routes && !graph.some((one) => routes.includes(one)))
      throw new Error(`the fault "${answer.kind}" cannot happen to Graph`);
  } else if (routes && !routes.includes(route)) {
    throw new Error(`the fault "${answer.kind}" cannot happen to ${route}`);
  }
  if (page !== undefined && page !== 1 && route !== "graph" && !lists.includes(route))
    throw new Error(`${route} has no page ${page}`);
  if (page === 1 && answer.kind === "duplicate") throw new Error("page 1 has no page before it to repeat");
  if (page === 1 && answer.kind === "expired-page") throw new Error("page 1 has no token to expire");
  if (every !== undefined && !(every >= 1)) throw new Error(`every ${every} is no number of requests`);
}

const objects: readonly Route[] = [
  "application",
  "servicePrincipal",
  "authorizationPolicy",
  "adminConsentRequestPolicy",
  "defaultAppManagementPolicy",
];
const graph: readonly Route[] = graphRoutes.filter((route) => route !== "batch");
const graphLists = graph.filter((route) => !objects.includes(route) && route !== "getByIds");
const identities: readonly Route[] = ["userAssignedIdentities", "identityFederatedCredentials"];
const storageLists: readonly Route[] = ["storageAccounts", "localUsers", "containers"];
const storage: readonly Route[] = [...storageLists, "localUser", "localUserKeys"];
const security: readonly Route[] = ["defenderPlan", "defenderSetting"];
const lists: readonly Route[] = [
  ...graphLists,
  ...storageLists,
  ...identities,
  "subscriptions",
  "tenants",
  "resourceGroups",
  "roleAssignments",
  "roleDefinitions",
  "roleEligibilities",
  "denyAssignments",
  "policyAssignments",
  "policyDefinitions",
  "policySetDefinitions",
  "blobDiagnosticSettings",
  "accountDiagnosticSettings",
  "subscriptionDiagnosticSettings",
  "managementGroupDiagnosticSettings",
  "entraDiagnosticSettings",
  "activityLog",
  "managementGroups",
  "managementGroupDescendants",
];
const authenticated: readonly Route[] = [
  ...new Set([...lists, ...graph, ...storage, ...security]),
  "subscription",
  "logQuery",
];

/** Where a fault makes sense. The others fit every route. */
const possible: Partial<Record<FaultAnswer["kind"], readonly Route[]>> = {
  denied: authenticated,
  "not-found": authenticated,
  "expired-token": [...authenticated, "batch"],
  "expired-page": graphLists,
  "not-registered": [...storage, ...identities, ...security],
  "bad-token-answer": ["token", "openid"],
  "null-item": [...lists, "getByIds"],
  "next-link-loop": lists,
  "next-link-foreign": lists,
  "empty-page": lists,
  duplicate: lists,
  "missing-part": ["batch"],
  "duplicate-part": ["batch"],
  "part-status": ["batch"],
};
