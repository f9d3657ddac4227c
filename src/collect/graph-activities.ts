import { type Collector, defineCollector } from "../collector.ts";
import type { GraphActivity, GraphActivityKind } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { groupRows } from "./log-groups.ts";
import type { LogOptions } from "./log-options.ts";
import { addressOf, digest, idOf, momentOf, numberOf, textOf } from "./log-values.ts";
import { malformed, readId, shortened } from "./properties.ts";
import { gapsOf, readWorkspaces, workspacePermission } from "./workspace-logs.ts";

const TABLE = "MicrosoftGraphActivityLogs";

/** What service principals asked Microsoft Graph, by day and kind. Only workspaces hold this log. */
export function graphActivitiesCollector(logs: LogOptions): Collector<"graphActivities", never> {
  return defineCollector({
    section: "graphActivities",
    per: "tenant",
    after: [],
    permissions: [
      workspacePermission("Nobody knows for what applications use their permissions of Microsoft Graph."),
    ],

    async *collect(scope, { azure, gap }) {
      const groups = groupRows<GraphActivity>({
        countsOf: ({ requests, denied }) => [requests, denied],
        withCounts: (activity, [requests = 0, denied = 0]) => ({ ...activity, requests, denied }),
      });
      const answers = await readWorkspaces(azure, logs, "graph-activity", (row, at) => {
        const found = activityOf(row);
        if (found === undefined)
          gap(
            malformed({ scope: scope.id, request: TABLE }, "a request without a usable principal and time"),
          );
        else if (found !== "nobody") groups.add(found, at);
      });
      for (const one of gapsOf(answers, scope.id)) gap(one);
      yield* groups.all();
    },
  });
}

/**
 * A row of our query, or of the table itself; `nobody` where a person asked.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs
 */
function activityOf(row: RawObject): GraphActivity | "nobody" | undefined {
  const { ServicePrincipalId: principal, TimeGenerated: time, First = time, Last = time } = row;
  if (principal === null || principal === "") return "nobody";
  const objectId = idOf(principal);
  const [first, last] = [momentOf(First), momentOf(Last)];
  const [requests, denied] = [numberOf(row["Count"] ?? 1), numberOf(row["Denied"] ?? deniedIn(row))];
  if (objectId === null || readId(objectId) === undefined) return undefined;
  if (first === undefined || last === undefined || requests === undefined || denied === undefined)
    return undefined;
  const kind = KINDS.find((one) => one === row["Kind"]) ?? kindOf(row);
  const agent = textOf(row["UserAgent"]);
  const [ip, userAgent] = [addressOf(row["IPAddress"]), agent === null ? null : shortened(agent)];
  const principalId = `/servicePrincipals/${objectId}`;
  return {
    id: `${principalId}/graphActivities/${digest(first.slice(0, 10), kind, ip, userAgent)}`,
    name: kind,
    principalId,
    appId: idOf(row["AppId"]),
    kind,
    first,
    last,
    requests,
    denied,
    ip,
    userAgent,
  };
}

const KINDS: readonly GraphActivityKind[] = [
  "adds-credential",
  "grants-permission",
  "assigns-directory-role",
  "reads-mail",
  "reads-files",
  "enumerates-directory",
  "other",
];

function deniedIn({ ResponseStatusCode: status }: RawObject): number {
  return [401, 403].includes(Number(status)) ? 1 : 0;
}

/** As the query tells kinds apart. */
function kindOf({ RequestMethod, RequestUri }: RawObject): GraphActivityKind {
  const method = textOf(RequestMethod)?.toUpperCase() ?? "";
  const uri = textOf(RequestUri)?.toLowerCase() ?? "";
  const path = URL.canParse(uri) ? new URL(uri).pathname : uri;
  const writes = ["POST", "PATCH", "PUT"].includes(method);
  if (writes && /addpassword|addkey|federatedidentitycredentials/.test(path)) return "adds-credential";
  if (writes && path.includes("/rolemanagement/directory/roleassignments")) return "assigns-directory-role";
  if (writes && /approleassign|oauth2permissiongrants/.test(path)) return "grants-permission";
  if (/\/messages|\/mailfolders/.test(path)) return "reads-mail";
  if (path.includes("/drive")) return "reads-files";
  return method === "GET" && /\/(?:users|groups|serviceprincipals|applications)(?:[/(]|$)/.test(path)
    ? "enumerates-directory"
    : "other";
}
