import { type Collector, defineCollector } from "../collector.ts";
import { gapOf } from "../errors.ts";
import type { DirectoryEvent } from "../inventory/sections.ts";
import type { GraphQuery, RawObject } from "./azure-reader.ts";
import { byId } from "./by-id.ts";
import { auditLogsFields, directoryAuditFields, directoryEventOf, isOfOther } from "./directory-event.ts";
import { isReplaceable, readGraphLog, retentionGap } from "./graph-log.ts";
import type { LogOptions } from "./log-options.ts";
import { gapsOf, readWorkspaces, tellWhole, workspacePermission } from "./workspace-logs.ts";

const GRANT = { needs: "AuditLog.Read.All" } as const;
const PATH = "/auditLogs/directoryAudits";
const REQUEST = `GET /v1.0${PATH}`;

/**
 * What was changed in the directory, as Graph and the workspaces tell it: either is enough. Tenants write millions of
 * audits about users and groups, so that Graph is asked by category, and about users by operation.
 */
export function directoryEventsCollector(logs: LogOptions): Collector<"directoryEvents", never> {
  return defineCollector({
    section: "directoryEvents",
    per: "tenant",
    after: [],
    permissions: [
      {
        plane: "graph",
        anyOf: [GRANT.needs],
        without: "Nobody knows who registered applications, gave them permissions and credentials, or when.",
      },
      ...(logs.workspaces.length === 0
        ? []
        : [
            workspacePermission(
              "Nobody knows what was changed in the directory before Entra ID's own logs begin.",
            ),
          ]),
    ],

    async *collect(scope, { azure, gap }) {
      const sources = ["graph", ...logs.workspaces].map((): DirectoryEvent[] => []);
      const take = (at: number, { event, gaps }: ReturnType<typeof directoryEventOf>): void => {
        for (const one of gaps) gap(one);
        if (event !== undefined) sources[at]?.push(event);
      };
      const isShared = new Set<number>();
      const [graph, answers] = await Promise.all([
        readGraphLog(azure, logs, queriesOf(logs), (raw) => {
          if (!isWanted(raw)) return;
          const origin = { scope: scope.id, request: REQUEST };
          take(0, directoryEventOf(directoryAuditFields(raw), "directory-audits", origin));
        }),
        readWorkspaces(azure, logs, "audit-logs", (row, at) => {
          if (isOfOther(scope.guid, row)) {
            isShared.add(at);
            return;
          }
          const origin = { scope: scope.id, request: "AuditLogs" };
          take(at + 1, directoryEventOf(auditLogsFields(row), "log-analytics", origin));
        }),
      ]);

      // What a workspace holds of other tenants says nothing about how far back it tells of this one.
      const own = answers.map((answer, at) =>
        isShared.has(at) ? { ...answer, oldest: oldestOf(sources.slice(at + 1, at + 2)) } : answer,
      );
      const isTold = tellWhole(own, logs);
      const tooLongAgo = retentionGap(graph, logs, scope.id, REQUEST);
      if (tooLongAgo !== undefined && graph.errors.length === 0 && !isTold) gap(tooLongAgo);
      for (const error of graph.errors)
        if (!isTold || !isReplaceable(error)) gap(gapOf(error, scope.id, GRANT));
      for (const one of gapsOf(answers, scope.id, graph.errors.length === 0)) gap(one);
      yield* byId(sources, fuller);
    },
  });
}

function oldestOf(events: readonly (readonly DirectoryEvent[])[]): string | undefined {
  return events
    .flat()
    .map(({ time }) => time)
    .sort()[0];
}

const CATEGORIES = [
  "ApplicationManagement",
  "RoleManagement",
  "Policy",
  "AuthorizationPolicy",
  "DirectoryManagement",
] as const;

/** Both are of UserManagement. */
const OPERATIONS = ["Create application password for user", "Add app role assignment grant to user"] as const;

/** Where Graph takes no such filter, it tells of everything. What says neither is looked into. */
function isWanted({ category, activityDisplayName: operation }: RawObject): boolean {
  if (typeof category !== "string" || typeof operation !== "string") return true;
  return CATEGORIES.some((name) => name === category) || OPERATIONS.some((name) => name === operation.trim());
}

/**
 * One list, of which Graph's five requests in ten seconds are enough in most tenants. That it takes a category, or one of
 * several, is not documented: where it does not, all audits of the time are read.
 * https://learn.microsoft.com/graph/api/directoryaudit-list
 */
function queriesOf({ until }: LogOptions): readonly ((from: string) => GraphQuery)[] {
  const wanted = [
    ...CATEGORIES.map((category) => `category eq '${category}'`),
    ...OPERATIONS.map((operation) => `activityDisplayName eq '${operation}'`),
  ];
  return [` and (${wanted.join(" or ")})`, ""].map((what) => (from) => {
    return { path: PATH, filter: `activityDateTime ge ${from} and activityDateTime le ${until}${what}` };
  });
}

/** Of two logs that hold the same event, the one that tells more of it; Graph where they are equal. */
function fuller(one: DirectoryEvent, other: DirectoryEvent): DirectoryEvent {
  return countProperties(other) > countProperties(one) ? other : one;
}

function countProperties({ targets }: DirectoryEvent): number {
  return targets.reduce((sum, { properties }) => sum + Object.keys(properties).length, 0);
}
