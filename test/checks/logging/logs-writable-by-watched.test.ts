import { expect, test } from "vitest";
import check from "../../../checks/logging/logs-writable-by-watched.ts";
import { fillCommands } from "../../../src/assess/commands.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { emptySections, viewSections } from "../../../src/inventory/inventory.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { LocalUser, LogDestination, ServicePrincipal } from "../../../src/inventory/sections.ts";
import { accountId, denied, localUser, openAccount, storageAccount, SUBSCRIPTION } from "../build.ts";
import { guid, managedIdentity, servicePrincipal } from "../build-entra.ts";
import { groupId, logDestination, workspaceId } from "../build-logging.ts";
import { checkTable } from "../check-table.ts";

const LOGS = accountId("logs");
const gap = denied(LOGS);
const eve = localUser({ name: "eve", accountId: LOGS });
const mallory = localUser({ name: "mallory", accountId: LOGS, hasSshPassword: known(true) });
const deploy = servicePrincipal({ name: "deploy" });
const open = openAccount({ name: "logs" });

const watchedBy = (...principals: readonly ServicePrincipal[]) =>
  logDestination({
    watched: principals.map(({ id, name }) => ({ id, name, kind: "service-principal" as const })),
  });
const writtenBy = (users: readonly LocalUser[], over: Partial<LogDestination> = {}) =>
  logDestination({
    kind: "storage-account",
    writers: users.map(({ id, name }) => ({ userId: id, name, container: "insights-logs-storageread" })),
    ...over,
  });
const workspace = (names: string) =>
  `${names} may create local users on storage account "acct", and change or delete the workspace "siem", where its logs go.`;
const account = (names: string, thing = 'storage account "acct"', container = "insights-logs-storageread") =>
  `${names} may change "${container}" of storage account "logs", where the logs of ${thing} go.`;

checkTable(check, [
  [
    "the typical case",
    watchedBy(deploy),
    { fail: workspace('"deploy"'), severity: "medium", factors: ["changeable-logs", "any-network"] },
    { servicePrincipals: [deploy] },
  ],
  [
    "several of them, and a role that was not read",
    { ...watchedBy(managedIdentity(), deploy), gaps: [gap] },
    {
      fail: workspace('"deploy", "vm-identity"'),
      severity: "medium",
      factors: ["changeable-logs", "any-network"],
    },
    { servicePrincipals: [deploy, managedIdentity()] },
  ],
  [
    "many, of whom a few are named",
    {
      ...watchedBy(...["f", "a", "e", "b", "d", "c"].map((name) => servicePrincipal({ name }))),
      watchedCount: 12,
    },
    {
      fail: workspace('"a", "b", "c", "d", "e" and 7 more'),
      severity: "medium",
      factors: ["changeable-logs", "any-network"],
    },
  ],
  [
    "all of them disabled",
    watchedBy(deploy),
    { fail: workspace('"deploy"'), severity: "low", factors: ["changeable-logs", "any-network", "disabled"] },
    { servicePrincipals: [{ ...deploy, accountEnabled: known(false) }] },
  ],
  [
    "one of two disabled",
    watchedBy(deploy, managedIdentity()),
    {
      fail: workspace('"deploy", "vm-identity"'),
      severity: "medium",
      factors: ["changeable-logs", "any-network"],
    },
    { servicePrincipals: [{ ...deploy, accountEnabled: known(false) }, managedIdentity()] },
  ],
  [
    "those who are named are disabled, and there are more",
    { ...watchedBy(deploy), watchedCount: 2 },
    {
      fail: workspace('"deploy" and 1 more'),
      severity: "medium",
      factors: ["changeable-logs", "any-network"],
    },
    { servicePrincipals: [{ ...deploy, accountEnabled: known(false), kind: "managed-identity" }] },
  ],
  [
    "whether it is disabled was not read",
    watchedBy(deploy),
    { fail: workspace('"deploy"'), severity: "medium", factors: ["changeable-logs", "any-network"] },
    { servicePrincipals: [{ ...deploy, accountEnabled: unknown(gap) }] },
  ],
  [
    "a principal that was not listed",
    watchedBy(deploy),
    { fail: workspace('"deploy"'), severity: "medium", factors: ["changeable-logs", "any-network"] },
  ],
  [
    "managed identities only",
    watchedBy(managedIdentity()),
    { fail: workspace('"vm-identity"'), severity: "low", factors: ["changeable-logs", "managed-identity"] },
    { servicePrincipals: [managedIdentity()] },
  ],
  [
    "a workspace whose id is none",
    { ...watchedBy(deploy), destinationId: "strange" },
    {
      fail: /change or delete the workspace "strange", where/,
      severity: "medium",
      factors: ["changeable-logs", "any-network"],
    },
  ],
  [
    "a local user",
    writtenBy([eve]),
    {
      fail: account('"eve"'),
      severity: "medium",
      factors: ["changeable-logs", "any-network", "ssh-key"],
    },
    { storageAccounts: [open], localUsers: [eve] },
  ],
  [
    "two local users, of which one has a password",
    writtenBy([mallory, eve, eve], { of: SUBSCRIPTION }),
    {
      fail: account('"eve", "mallory"', `subscription "${SUBSCRIPTION.slice("/subscriptions/".length)}"`),
      severity: "medium",
      factors: ["changeable-logs", "any-network", "password"],
    },
    { storageAccounts: [open], localUsers: [eve, mallory] },
  ],
  [
    "a closed network",
    writtenBy([eve], { of: groupId("root") }),
    {
      fail: account('"eve"', 'management group "root"'),
      severity: "low",
      factors: ["changeable-logs", "private-network", "ssh-key"],
    },
    { storageAccounts: [storageAccount({ name: "logs" })], localUsers: [eve] },
  ],
  [
    "the account and its users are not there to be looked at",
    logDestination({
      of: "/",
      kind: "storage-account",
      writers: [{ userId: eve.id, name: "eve", container: "insights-*" }],
    }),
    {
      fail: account('"eve"', "Entra ID", "insights-*"),
      severity: "low",
      factors: ["changeable-logs", "unknown-network"],
    },
  ],

  ["a workspace that none of the watched changes", logDestination(), "pass", { guard: true }],
  ["an account without such users", writtenBy([]), "pass", { guard: true }],
  [
    "the workspace of a subscription's log",
    logDestination({ of: SUBSCRIPTION, gaps: [gap] }),
    "not-applicable",
    { guard: true },
  ],
  ["the workspace of Entra's logs", logDestination({ of: "/" }), "not-applicable"],

  ["the users were not read", writtenBy([], { gaps: [gap, denied()] }), { notAssessed: [gap, denied()] }],
  ["the roles were not read", logDestination({ gaps: [denied()] }), { notAssessed: [denied()] }],
]);

const commandsFor = (row: LogDestination) => {
  const verdict = check.evaluate(row, viewSections(emptySections()), {
    now: new Date("2026-01-01T00:00:00.000Z"),
    settings: DEFAULT_SETTINGS,
  });
  const fill = verdict.outcome === "fail" ? verdict.fill : undefined;
  return check.remediation.commands.flatMap((command) => fillCommands(command, row, fill));
};
const exportElsewhere = `az monitor diagnostic-settings create --name=siem --resource=${accountId("acct")}/blobServices/default --workspace='<workspace in another subscription>' --logs='[{"categoryGroup":"allLogs","enabled":true}]'`;

test("a setting is changed, and each principal's role is looked up", () => {
  expect(commandsFor(watchedBy(deploy, servicePrincipal({ name: "build" })))).toEqual([
    exportElsewhere,
    `az role assignment list --assignee=${guid("sp", "deploy")} --scope=${workspaceId()} --include-inherited`,
    `az role assignment list --assignee=${guid("sp", "build")} --scope=${workspaceId()} --include-inherited`,
  ]);
});

test("or each local user is deleted, once", () => {
  const [deleteEve, deleteMallory] = [eve, mallory].map(({ id }) => `az resource delete --ids=${id}`);
  expect(commandsFor(writtenBy([eve, mallory, eve]))).toEqual([exportElsewhere, deleteEve, deleteMallory]);
  expect(commandsFor(writtenBy([eve], { of: SUBSCRIPTION }))).toEqual([deleteEve]);
});

test("a name may be anything", () => {
  const hostile = localUser({ name: "$(reboot)", accountId: LOGS, hasSshKey: unknown(gap) });
  expect(commandsFor(writtenBy([hostile], { of: SUBSCRIPTION }))).toEqual([
    `az resource delete --ids='${LOGS}/localUsers/$(reboot)'`,
  ]);
});
