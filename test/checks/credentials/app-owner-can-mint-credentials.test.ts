import { expect, test } from "vitest";
import check from "../../../checks/credentials/app-owner-can-mint-credentials.ts";
import { fillCommands } from "../../../src/assess/commands.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { emptySections, viewSections } from "../../../src/inventory/inventory.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { ownerPower, power } from "../build-credentials.ts";
import { applicationId, graphDenied, guid, principalId } from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const denied = graphDenied("Directory.Read.All");
const roles = graphDenied("RoleManagement.Read.Directory");
const message = 'User "ada@contoso.example" owns "billing" and can add a credential to it without a role.';
const rest = ["mintable-credential", "unknown-logging"] as const;
const mail = { items: [power()], gaps: [] };
const nothing = { items: [], gaps: [] };

checkTable(check, [
  [
    "the typical case",
    ownerPower(),
    { fail: message, severity: "high", factors: ["tier-zero", "few-users", ...rest] },
  ],
  [
    "it reads every mailbox",
    ownerPower({ powers: { items: [power(), power({ name: "User.Read.All", tier: 2 })], gaps: [] } }),
    { fail: message, severity: "medium", factors: ["tier-one", "few-users", ...rest] },
  ],
  [
    "a guest",
    ownerPower({ userType: known("Guest"), powers: mail }),
    {
      fail: 'Guest "ada@contoso.example" owns "billing" and can add a credential to it without a role.',
      severity: "high",
      factors: ["tier-one", "guest", ...rest],
    },
  ],
  [
    "a disabled user",
    ownerPower({ accountEnabled: known(false), powers: mail }),
    { fail: /^Disabled user "ada/, severity: "high", factors: ["tier-one", "privileged-user", ...rest] },
  ],
  [
    "a disabled guest",
    ownerPower({ userType: known("guest"), accountEnabled: known(false), powers: mail }),
    {
      fail: /^Disabled guest "ada/,
      severity: "high",
      factors: ["tier-one", "privileged-user", "guest", ...rest],
      limits: ["cap:exposure"],
    },
  ],
  [
    "a user who is gone, or was not read",
    ownerPower({ userType: known(null), accountEnabled: unknown(denied) }),
    { fail: message, severity: "high", factors: ["tier-zero", "few-users", ...rest] },
  ],
  [
    "a user of whom the type was not read",
    ownerPower({ userType: unknown(denied), accountEnabled: known(null) }),
    { fail: message, severity: "high", factors: ["tier-zero", "few-users", ...rest] },
  ],
  [
    "an application that owns a service principal",
    ownerPower({
      ownedId: principalId(),
      kind: "service-principal",
      name: "pipeline",
      userType: known(null),
      accountEnabled: known(null),
      powers: mail,
    }),
    {
      fail: 'Application "pipeline" owns "billing" and can add a credential to it without a role.',
      severity: "high",
      factors: ["tier-one", "any-network", ...rest],
    },
  ],
  [
    "neither a user nor an application",
    ownerPower({ kind: "group", name: "team", userType: known(null), accountEnabled: known(null) }),
    { fail: /^Owner "team" owns/, severity: "high", factors: ["tier-zero", "few-users", ...rest] },
  ],
  [
    "any role of Azure",
    ownerPower({
      powers: {
        items: [power({ kind: "azure-role", name: "Contributor", tier: 2, at: "/subscriptions/x" })],
        gaps: [],
      },
    }),
    { fail: message, severity: "medium", factors: ["tier-two", "few-users", ...rest] },
  ],
  [
    "some permissions were not read",
    ownerPower({ powers: { items: [power()], gaps: [denied] } }),
    { fail: message, severity: "medium", factors: ["tier-one", "few-users", ...rest] },
  ],

  ["no permission", ownerPower({ powers: nothing }), "pass", { guard: true }],
  [
    "a permission of tier 2",
    ownerPower({ powers: { items: [power({ name: "User.Read.All", tier: 2 })], gaps: [] } }),
    "pass",
    { guard: true },
  ],
  [
    "no permission, and the owner's roles were not read",
    ownerPower({ powers: nothing, mintsAnyway: unknown(roles) }),
    "pass",
  ],
  [
    "an administrator of applications",
    ownerPower({ mintsAnyway: known(true) }),
    "not-applicable",
    { guard: true },
  ],
  [
    "an administrator of applications, and the permissions were not read",
    ownerPower({ mintsAnyway: known(true), powers: { items: [], gaps: [denied] } }),
    "not-applicable",
  ],
  [
    "an emergency account",
    ownerPower({ mintsAnyway: unknown(roles) }),
    "not-applicable",
    { settings: { breakGlass: ["x", guid("user", "ada").toUpperCase()] }, guard: true },
  ],

  ["the owner's roles were not read", ownerPower({ mintsAnyway: unknown(roles) }), { notAssessed: [roles] }],
  [
    "the permissions were not read",
    ownerPower({ powers: { items: [power({ tier: 2 })], gaps: [denied, roles] } }),
    { notAssessed: [denied, roles] },
  ],
]);

test.each([applicationId(), principalId()])("the owner of %s is removed there", (ownedId) => {
  const owner = ownerPower({ ownedId });
  const verdict = check.evaluate(owner, viewSections(emptySections()), {
    now: new Date(),
    settings: DEFAULT_SETTINGS,
  });
  const fill = verdict.outcome === "fail" ? verdict.fill : undefined;
  expect(check.remediation.commands.flatMap((command) => fillCommands(command, owner, fill))).toEqual([
    `az rest --method=DELETE --url=https://graph.microsoft.com/v1.0${ownedId}/owners/${guid("user", "ada")}/'$ref'`,
  ]);
});
