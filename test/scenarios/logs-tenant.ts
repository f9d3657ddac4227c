import type { RawBody } from "../azure/describe-entra.ts";
import { workspace } from "../azure/describe-logging.ts";
import { countryLocation, ipLocation } from "../azure/describe-logs.ts";
import { type SimulatedTenant, subscription } from "../azure/describe.ts";
import type { AzureOptions } from "../azure/simulated-azure.ts";
import { DIRECTORY, ENTRA_CASES, ROLE_ASSIGNMENTS } from "./logs-entra.ts";
import { type LogCase, type LogParts, NOW, type Seed } from "./logs-seeds.ts";
import { ACCOUNTS, STORAGE_CASES, SUBSCRIPTION } from "./logs-storage.ts";

/** One positive for each thing that logs can tell, and single rows beside it that are nothing. */
export const CASES: readonly LogCase[] = [...STORAGE_CASES, ...ENTRA_CASES];

/** All that must be found. Where `blobs` or `office` alone tell it, it takes the workspace. */
export const SEEDS: readonly Seed[] = CASES.flatMap(({ seeds }) => seeds);

export const WORKSPACE = workspace();

/** The servers' side of the tenant's time; the scan's is clockAtNow(). */
export const AT_NOW: AzureOptions = { now: () => NOW };

/**
 * The tenant, whose logs Azure and Entra ID keep themselves, the workspace holds, or both. Times are those of NOW.
 * SFTP, requests to Graph and Exchange are told by the workspace alone.
 */
export function logsTenant(
  told: "both" | "own" | "workspace" = "both",
  over: Partial<SimulatedTenant> = {},
): Partial<SimulatedTenant> {
  const all = <K extends keyof LogParts>(name: K): NonNullable<LogParts[K]>[number][] =>
    CASES.flatMap(({ logs }) => (logs[name] ?? []) as NonNullable<LogParts[K]>[number][]);
  const isOwn = told !== "workspace";
  const isSent = told !== "own";
  const sent = (rows: readonly RawBody[]): readonly RawBody[] => (isSent ? rows : []);
  return {
    ...DIRECTORY,
    namedLocations: [
      ipLocation({ ranges: ["203.0.113.0/24", "2001:db8:1::/48"] }),
      // It has a name, and nobody trusts it.
      ipLocation({ displayName: "Co-working", ranges: ["198.51.100.0/24"], isTrusted: false }),
      countryLocation("Europe", ["NL", "DE"]),
    ],
    subscriptions: [
      subscription({
        subscriptionId: SUBSCRIPTION,
        accounts: ACCOUNTS,
        roleAssignments: ROLE_ASSIGNMENTS,
        activityLog: isOwn ? all("azure").flatMap(({ events }) => events) : [],
      }),
    ],
    directoryAudits: isOwn ? all("audits").map(({ audit }) => audit) : [],
    signIns: isOwn ? all("signIns").map(({ signIn }) => signIn) : [],
    workspaces: [
      {
        ...WORKSPACE,
        tables: {
          AzureActivity: sent(all("azure").flatMap(({ rows }) => rows)),
          AuditLogs: sent(all("audits").map(({ row }) => row)),
          AADServicePrincipalSignInLogs: sent(all("signIns").map(({ row }) => row)),
          StorageBlobLogs: all("blobs"),
          MicrosoftGraphActivityLogs: all("graph"),
          OfficeActivity: all("office"),
        },
      },
    ],
    ...over,
  };
}
