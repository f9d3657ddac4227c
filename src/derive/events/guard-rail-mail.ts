import type { Slice } from "../../inventory/inventory.ts";
import type { ExchangeEvent, LogRow } from "../../inventory/sections.ts";
import type { GuardRailDeed } from "./guard-rail-deed.ts";
import type { IncidentTarget } from "./incident.ts";

/**
 * Connectors, transport rules, and what lets applications into mailboxes.
 * https://learn.microsoft.com/powershell/module/exchange/
 */
const MAIL_FLOW: ReadonlySet<string> = new Set([
  "new-inboundconnector",
  "set-inboundconnector",
  "new-outboundconnector",
  "set-outboundconnector",
  "new-transportrule",
  "set-transportrule",
  "new-applicationaccesspolicy",
  "remove-applicationaccesspolicy",
  "new-serviceprincipal",
  "new-managementroleassignment",
]);

/** Mailboxes are shared every day. */
const SHARES_MAILBOX = "add-mailboxpermission";

export function mailGuardRails(
  { exchangeEvents }: Slice<"exchangeEvents">,
  tenant: IncidentTarget,
): readonly GuardRailDeed[] {
  return exchangeEvents.all().flatMap((event): GuardRailDeed[] => {
    const name = event.operation.toLowerCase();
    const needsEntry = name === SHARES_MAILBOX;
    if (!needsEntry && !MAIL_FLOW.has(name)) return [];
    const { actor } = event;
    return [
      {
        kind: "mail-flow",
        needsEntry,
        target: tenant,
        correlationId: null,
        actor,
        row: rowOf(event),
        states: [],
      },
    ];
  });
}

function rowOf({ time, operation, actor, object }: ExchangeEvent): LogRow {
  const { ip, userAgent, name } = actor;
  const by = name === "unknown" ? null : name;
  const what = object === null ? "what the log does not name" : `"${object}"`;
  const detail = `It concerned ${what}.`;
  return { time, source: "log-analytics", operation, actor: by, ip, userAgent, detail, queryId: "q19" };
}
