import { describe, expect, test } from "vitest";
import { entraLogging, signInLogsOf } from "../../src/inventory/entra-logging.ts";
import { type Factor, factor } from "../../src/inventory/factors.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, unknown } from "../../src/inventory/known.ts";
import type { DiagnosticSetting, ServicePrincipal } from "../../src/inventory/sections.ts";
import { TENANT } from "../checks/build.ts";
import { allLogs, entraSetting, group, nowhere, settingsDenied } from "../checks/build-logging.ts";
import { sectionsWith } from "./sections-with.ts";

const GAP = { ...settingsDenied("/"), scope: TENANT };
const BOTH = ["AuditLogs", "ServicePrincipalSignInLogs"];
const NOT_READ = factor("unknown-logging", "Whether sign-ins and directory audits are kept was not read.");
const NOTHING = factor("not-logged", 'Entra ID does not export "AuditLogs", "ServicePrincipalSignInLogs".');

const sliceOf = (settings: readonly DiagnosticSetting[], ...gaps: readonly Gap[]) =>
  viewSections(sectionsWith({ entraDiagnosticSettings: settings }, { entraDiagnosticSettings: gaps }));

describe("whether it is kept who did what with an application", () => {
  test.each<[string, ReturnType<typeof sliceOf>, readonly Factor[]]>([
    ["both", sliceOf([entraSetting(BOTH)]), []],
    ["both, whatever else was not read", sliceOf([entraSetting(BOTH)], GAP), []],
    ["both, beside much else", sliceOf([entraSetting(["SignInLogs", ...BOTH])]), []],
    ["all logs", sliceOf([entraSetting([], { logs: allLogs })]), []],
    [
      "both, by two settings",
      sliceOf(BOTH.map((category) => entraSetting([category], { name: category }))),
      [],
    ],
    [
      "audits only",
      sliceOf([entraSetting(["AuditLogs"])]),
      [factor("partly-logged", 'Entra ID does not export "ServicePrincipalSignInLogs".')],
    ],
    [
      "sign-ins only",
      sliceOf([entraSetting(["ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs"])]),
      [factor("partly-logged", 'Entra ID does not export "AuditLogs".')],
    ],
    ["no setting", sliceOf([]), [NOTHING]],
    ["the sign-ins of users", sliceOf([entraSetting(["SignInLogs"])]), [NOTHING]],
    ["a group that holds a part", sliceOf([entraSetting([], { logs: group("audit") })]), [NOTHING]],
    ["to nowhere", sliceOf([entraSetting(BOTH, nowhere)]), [NOTHING]],
    ["not read", sliceOf([], GAP), [NOT_READ]],
    ["a part was read", sliceOf([entraSetting(["AuditLogs"])], GAP), [NOT_READ]],
    ["nobody asked", sliceOf([], { ...GAP, reason: "not-requested" }), [NOT_READ]],
    ["not understood", sliceOf([entraSetting([], { logs: unknown(GAP) })]), [NOT_READ]],
  ])("%s", (_, slice, expected) => {
    expect(entraLogging(slice)).toEqual(expected);
  });

  test("managed identities sign in elsewhere", () => {
    const slice = sliceOf([entraSetting(["AuditLogs", "ManagedIdentitySignInLogs"])]);
    expect(entraLogging(slice, "ManagedIdentitySignInLogs")).toEqual([]);
    expect(entraLogging(slice).map(({ name }) => name)).toEqual(["partly-logged"]);
  });
});

test.each<[ServicePrincipal["kind"], string]>([
  ["managed-identity", "ManagedIdentitySignInLogs"],
  ["application", "ServicePrincipalSignInLogs"],
  ["agent-identity", "ServicePrincipalSignInLogs"],
  ["legacy", "ServicePrincipalSignInLogs"],
])("the sign-ins of %s stand in %s", (kind, expected) => {
  expect(signInLogsOf({ kind })).toBe(expected);
});
