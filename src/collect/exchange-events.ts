import { type Collector, defineCollector } from "../collector.ts";
import type { Actor, ExchangeEvent } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { byId } from "./by-id.ts";
import type { LogOptions } from "./log-options.ts";
import { addressOf, firstText, idOf, momentOf, textOf } from "./log-values.ts";
import { malformed, readId, shortened } from "./properties.ts";
import { gapsOf, readWorkspaces, workspacePermission } from "./workspace-logs.ts";

const TABLE = "OfficeActivity";

/** How mail flows and who may read it, where that was changed in Exchange Online. Only workspaces hold this log. */
export function exchangeEventsCollector(logs: LogOptions): Collector<"exchangeEvents", never> {
  return defineCollector({
    section: "exchangeEvents",
    per: "tenant",
    after: [],
    permissions: [
      workspacePermission(
        "Nobody knows who changed connectors, rules and mailbox rights in Exchange Online.",
      ),
    ],

    async *collect(scope, { azure, gap }) {
      const sources = logs.workspaces.map((): ExchangeEvent[] => []);
      const answers = await readWorkspaces(azure, logs, "office-activity", (row, at) => {
        // Exchange writes what it refused as well.
        if (["false", "failed"].includes(textOf(row["ResultStatus"])?.toLowerCase() ?? "")) return;
        const event = eventOf(row);
        if (event !== undefined) sources[at]?.push(event);
        else
          gap(
            malformed(
              { scope: scope.id, request: TABLE },
              "an event without a usable id, time and operation",
            ),
          );
      });
      for (const one of gapsOf(answers, scope.id)) gap(one);
      yield* byId(sources);
    },
  });
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity */
function eventOf(row: RawObject): ExchangeEvent | undefined {
  const [id, time, operation] = [
    readId(row["OfficeId"]),
    momentOf(row["TimeGenerated"]),
    textOf(row["Operation"]),
  ];
  if (id === undefined || time === undefined || operation === null) return undefined;
  const object = textOf(row["OfficeObjectId"]);
  return {
    id: `/officeActivity/${id.toLowerCase()}`,
    name: shortened(object ?? operation),
    time,
    operation: shortened(operation),
    actor: actorOf(row),
    object: object === null ? null : shortened(object),
  };
}

/** A name for people, a GUID or one of the service's own for applications. */
function actorOf(row: RawObject): Actor {
  const user = textOf(row["UserId"]);
  const appId = idOf(row["AppId"]) ?? idOf(row["ClientAppId"]);
  const isUser = user !== null && user.includes("@") && !user.includes("\\");
  const isGuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(user ?? "");
  const isApp = !isUser && (appId !== null || isGuid);
  return {
    kind: isUser ? "user" : isApp ? "application" : "unknown",
    id: isGuid ? idOf(user) : null,
    appId: isApp ? appId : null,
    name: shortened(firstText(user, appId) ?? "unknown"),
    ip: addressOf(row["ClientIP"]) ?? addressOf(row["Client_IPAddress"]) ?? addressOf(row["ActorIpAddress"]),
    userAgent: null,
  };
}
