import { type Gap, known } from "../../src/inventory/known.ts";
import type {
  DiagnosticSetting,
  LogDestination,
  LogSelection,
  ManagementGroup,
  Subscription,
} from "../../src/inventory/sections.ts";
import { accountId, SUBSCRIPTION, TENANT } from "./build.ts";

/** The safe setting: everything that the blob service of `acct` logs goes to a workspace. A test names only what differs. */
export function diagnosticSetting(over: Partial<DiagnosticSetting> = {}): DiagnosticSetting {
  const { of = accountId("acct"), name = "siem" } = over;
  return {
    id: `${settingsOf(of)}/${name}`,
    name,
    of,
    logs: allLogs,
    workspaceId: known(workspaceId()),
    storageAccountId: known(null),
    eventHubAuthorizationRuleId: known(null),
    marketplacePartnerId: known(null),
    ...over,
  };
}

/** Where the settings of something are listed. */
function settingsOf(of: string): string {
  if (of === "/") return "/providers/microsoft.aadiam/diagnosticSettings";
  const service = of.includes("/storageAccounts/") ? "/blobServices/default" : "";
  return `${of}${service}/providers/Microsoft.Insights/diagnosticSettings`;
}

/** Entra ID exports the categories to a workspace. */
export function entraSetting(
  categories: readonly string[],
  over: Partial<DiagnosticSetting> = {},
): DiagnosticSetting {
  return diagnosticSetting({ of: "/", logs: logs(...categories), ...over });
}

export function subscriptionSetting(over: Partial<DiagnosticSetting> = {}): DiagnosticSetting {
  return diagnosticSetting({ of: SUBSCRIPTION, ...over });
}

export function groupSetting(group: string, over: Partial<DiagnosticSetting> = {}): DiagnosticSetting {
  return diagnosticSetting({ of: groupId(group), ...over });
}

export function logs(...categories: readonly string[]) {
  return known(
    categories.map((category): LogSelection => ({ category, categoryGroup: null, enabled: true })),
  );
}

export function group(categoryGroup: string) {
  return known([{ category: null, categoryGroup, enabled: true }]);
}

export const allLogs = group("allLogs");

/** What a setting that leads nowhere lacks. */
export const nowhere = { workspaceId: known(null) } as const;

export function toAccount(name: string) {
  return { workspaceId: known(null), storageAccountId: known(accountId(name)) } as const;
}

export function workspaceId(name = "siem"): string {
  return `${SUBSCRIPTION}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/${name}`;
}

export function subscription(over: Partial<Subscription> = {}): Subscription {
  return {
    id: SUBSCRIPTION,
    name: "Production",
    subscriptionId: SUBSCRIPTION.slice("/subscriptions/".length),
    tenantId: known(TENANT.slice("/tenants/".length)),
    state: known("Enabled"),
    ...over,
  };
}

export const groupId = (name: string): string => `/providers/Microsoft.Management/managementGroups/${name}`;

/** The root, with `subscription()` right below it. */
export function managementGroup(name = "root", over: Partial<ManagementGroup> = {}): ManagementGroup {
  return {
    id: groupId(name),
    name,
    parentId: known(null),
    subscriptions: [subscription().subscriptionId],
    ...over,
  };
}

export function settingsDenied(scope: string): Gap {
  return {
    reason: "denied",
    scope,
    request: `GET ${settingsOf(scope)}`,
    needs: "Microsoft.Insights/diagnosticSettings/read",
    role: "Reader",
  };
}

/** The logs of `acct` go to a workspace that nobody of the watched changes. */
export function logDestination(over: Partial<LogDestination> = {}): LogDestination {
  const { of = accountId("acct"), kind = "workspace" } = over;
  const setting = diagnosticSetting({ of });
  return {
    id: `${setting.id}/logDestination/${kind}`,
    name: setting.name,
    settingId: setting.id,
    of,
    kind,
    destinationId: kind === "workspace" ? workspaceId() : accountId("logs"),
    writers: [],
    writerCount: new Set(over.writers?.map(({ userId }) => userId)).size,
    watched: [],
    watchedCount: over.watched?.length ?? 0,
    gaps: [],
    ...over,
  };
}
