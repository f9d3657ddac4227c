import type { Inventory } from "../../src/inventory/inventory.ts";
import { known } from "../../src/inventory/known.ts";
import type {
  DiagnosticSetting,
  LocalUser,
  StorageAccount,
  Subscription,
} from "../../src/inventory/sections.ts";
import { localUser, openAccount, networkRules, storageAccount, TENANT, scope } from "../checks/build.ts";
import { diagnosticSetting, subscription } from "../checks/build-logging.ts";
import { tenant } from "../derive/build-tenant.ts";
import { sectionsWith } from "../inventory/sections-with.ts";
import { principalsOf, times } from "./paths-principals.ts";
import { rolesOf } from "./paths-roles.ts";
import { accountScope, type PathsSize, subscriptionGuid, subscriptionScope } from "./paths-size.ts";
import { turn } from "./turn.ts";

/** What a scan would have read of a tenant of that size, the same at every call: all of it, without a gap. */
export function pathsEstate(size: PathsSize): Inventory {
  const sftpAccounts = times(size.accounts, (n) => n).filter(servesSftp);
  return {
    collectedAt: "2026-01-01T00:00:00.000Z",
    sections: sectionsWith({
      tenants: [tenant()],
      subscriptions: times(size.subscriptions, subscriptionAt),
      storageAccounts: times(size.accounts, (n) => accountAt(n, size)),
      localUsers: sftpAccounts.flatMap((n) => usersAt(n, size)),
      blobDiagnosticSettings: sftpAccounts.flatMap((n) => settingsAt(n, size)),
      subscriptionDiagnosticSettings: times(size.subscriptions, (n) =>
        diagnosticSetting({ of: subscriptionScope(n), workspaceId: known(workspaceOf(0)) }),
      ),
      ...principalsOf(size),
      ...rolesOf(size),
    }),
  };
}

function servesSftp(n: number): boolean {
  return n % 10 === 0;
}

function subscriptionAt(n: number): Subscription {
  return subscription({
    id: subscriptionScope(n),
    name: `contoso-${n}`,
    subscriptionId: subscriptionGuid(n),
    tenantId: known(TENANT.slice("/tenants/".length)),
  });
}

function accountAt(n: number, size: PathsSize): StorageAccount {
  const identity = {
    id: accountScope(n, size),
    name: `contoso${n}`,
    subscriptionId: subscriptionGuid((n % size.resourceGroups) % size.subscriptions),
  };
  if (!servesSftp(n)) return storageAccount(identity);
  return openAccount({ ...identity, ...(n % 20 !== 0 && { networkAcls: known(networkRules()) }) });
}

/** The last of four writes logs, where its account keeps some. */
function usersAt(n: number, size: PathsSize): readonly LocalUser[] {
  const containers = ["inbox", "outbox", "archive", "insights-logs-storagewrite"];
  return containers.map((container, at) =>
    localUser({
      name: `partner-${at}`,
      accountId: accountScope(n, size),
      permissionScopes: known([scope("rcw", container)]),
    }),
  );
}

/** To the workspace of the tenant or of the subscription, to the first account, or nowhere. */
function settingsAt(n: number, size: PathsSize): readonly DiagnosticSetting[] {
  const home = (n % size.resourceGroups) % size.subscriptions;
  const of = accountScope(n, size);
  return turn(
    [
      [diagnosticSetting({ of, workspaceId: known(workspaceOf(0)) })],
      [diagnosticSetting({ of, workspaceId: known(workspaceOf(home)) })],
      [diagnosticSetting({ of, workspaceId: known(null), storageAccountId: known(accountScope(0, size)) })],
      [],
    ],
    n / 10,
  );
}

/** Of a subscription, in its first resource group. */
function workspaceOf(n: number): string {
  return `${subscriptionScope(n)}/resourceGroups/rg-${n}/providers/Microsoft.OperationalInsights/workspaces/law`;
}
