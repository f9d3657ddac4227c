import { readHeaders } from "./arm-headers.ts";
import { armList } from "./arm-list.ts";
import type { ArmTarget } from "./arm-target.ts";
import { managementGroupId } from "./describe-management-groups.ts";
import type { SimulatedDiagnosticSetting } from "./describe-logging.ts";
import * as errors from "./errors.ts";
import type { Answer, ArmRoute } from "./service.ts";
import type { KnownAccount, KnownSubscription, World } from "./world.ts";

/** Where Entra ID's own logs go. */
export function answerEntraSettings(world: World, url: URL): Answer {
  const settings = world.tenant.entraDiagnosticSettings ?? [];
  const of = "/providers/microsoft.aadiam";
  const bodies = settings.map((setting) => resourceSetting(of, setting));
  return list(world, url, "entraDiagnosticSettings", bodies, "tenant");
}

/** Where the Activity Logs below a management group go. */
export function answerGroupSettings(world: World, url: URL, target: ArmTarget): Answer {
  const known = world.managementGroups.groups.get(target.managementGroup.toLowerCase());
  if (!known) return errors.managementGroupNotFound(target.managementGroup);
  const settings = known.group.diagnosticSettings ?? [];
  const bodies = settings.map((setting) => hierarchySetting(managementGroupId(known.group.name), setting));
  return list(world, url, "managementGroupDiagnosticSettings", bodies, "tenant");
}

/** Where the logs of a subscription, of an account's blob service, or of an account itself go. */
export function answerMonitor(
  world: World,
  url: URL,
  target: ArmTarget,
  { subscription }: KnownSubscription,
  known: KnownAccount | undefined,
): Answer {
  if (target.operation === "subscriptionDiagnosticSettings") {
    const id = `/subscriptions/${subscription.subscriptionId}`;
    const bodies = (subscription.diagnosticSettings ?? []).map((setting) => ({
      ...hierarchySetting(id, setting),
      location: "global",
    }));
    return list(world, url, "subscriptionDiagnosticSettings", bodies);
  }
  if (!known) {
    return errors.resourceNotFound(
      `Microsoft.Storage/storageAccounts/${target.account}`,
      target.resourceGroup,
    );
  }
  const { account, id } = known;
  const ofBlobs = target.operation === "blobDiagnosticSettings";
  const settings = (ofBlobs ? account.blobDiagnosticSettings : account.diagnosticSettings) ?? [];
  const of = ofBlobs ? `${id}/blobServices/default` : id;
  const bodies = settings.map((setting) => resourceSetting(of, setting));
  return list(world, url, ofBlobs ? "blobDiagnosticSettings" : "accountDiagnosticSettings", bodies);
}

/** Azure Monitor lower-cases the id of what is logged, and says null where nothing is set. */
function resourceSetting(of: string, { name, properties }: SimulatedDiagnosticSetting): object {
  return {
    id: `${of.toLowerCase()}/providers/microsoft.insights/diagnosticSettings/${name}`,
    type,
    name,
    location: null,
    kind: null,
    tags: null,
    properties: {
      storageAccountId: null,
      serviceBusRuleId: null,
      workspaceId: null,
      eventHubAuthorizationRuleId: null,
      eventHubName: null,
      metrics: [],
      logAnalyticsDestinationType: null,
      ...properties,
      logs: eachLog(properties["logs"], (log) => ({
        category: null,
        categoryGroup: null,
        retentionPolicy: { enabled: false, days: 0 },
        ...log,
      })),
    },
    identity: null,
  };
}

/** Subscriptions and management groups are answered for by another service: no slash in front, and nothing null. */
function hierarchySetting(of: string, { name, properties }: SimulatedDiagnosticSetting): object {
  return {
    id: `${of.slice(1)}/providers/microsoft.insights/diagnosticSettings/${name}`,
    type,
    name,
    properties: {
      ...properties,
      // A category has no group; a group stands alone.
      logs: eachLog(properties["logs"], (log) => ({
        ...("category" in log && { categoryGroup: null }),
        ...log,
      })),
    },
  };
}

/** What is no list of logs is a test's, and goes out as it is. */
function eachLog(logs: unknown, whole: (log: object) => object): unknown {
  if (!Array.isArray(logs)) return logs ?? [];
  return logs.map((log: unknown) => (typeof log === "object" && log !== null ? whole(log) : log));
}

const type = "Microsoft.Insights/diagnosticSettings";

function list(
  world: World,
  url: URL,
  route: ArmRoute,
  bodies: readonly object[],
  level: "tenant" | "subscription" = "subscription",
): Answer {
  return armList(world, url, route, bodies, {
    headers: { ...readHeaders(level), server: "Microsoft-IIS/10.0" },
  });
}
