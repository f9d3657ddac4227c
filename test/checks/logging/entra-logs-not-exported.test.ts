import { expect, test } from "vitest";
import check from "../../../checks/logging/entra-logs-not-exported.ts";
import { fillCommands } from "../../../src/assess/commands.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { viewSections } from "../../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import { sectionsWith } from "../../inventory/sections-with.ts";
import { TENANT } from "../build.ts";
import { allLogs, entraSetting, group, nowhere } from "../build-logging.ts";
import { tenant } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const AUDIT = "AuditLogs";
const SIGN_INS = "ServicePrincipalSignInLogs";
const IDENTITIES = "ManagedIdentitySignInLogs";
const GRAPH_ACTIVITY = "MicrosoftGraphActivityLogs";

const found = (...missing: readonly string[]) =>
  ({
    fail: `Entra ID of "Contoso" does not export ${missing.map((name) => `"${name}"`).join(", ")}.`,
    severity: "high",
  }) as const;
const factors = ["unlogged-directory", "any-network", "mintable-credential"] as const;
const nothing = {
  ...found(AUDIT, IDENTITIES, GRAPH_ACTIVITY, SIGN_INS),
  factors: [...factors, "not-logged"],
} as const;
const partial = (...missing: readonly string[]) =>
  ({ ...found(...missing), factors: [...factors, "partly-logged"] }) as const;
const modest = { severity: "medium", limits: ["ceiling:medium"] } as const;
const denied: Gap = {
  reason: "denied",
  scope: TENANT,
  request: "GET /providers/microsoft.aadiam/diagnosticSettings",
  needs: "microsoft.aadiam/diagnosticSettings/read",
  role: "Reader at /providers/Microsoft.aadiam",
};

checkTable(check, [
  ["the typical case", tenant(), nothing, { entraDiagnosticSettings: [] }],
  [
    "other logs",
    tenant(),
    nothing,
    { entraDiagnosticSettings: [entraSetting(["SignInLogs", "RiskyUsers", "ProvisioningLogs"])] },
  ],
  [
    "a setting that leads nowhere",
    tenant(),
    nothing,
    { entraDiagnosticSettings: [entraSetting([AUDIT, SIGN_INS, IDENTITIES, GRAPH_ACTIVITY], nowhere)] },
  ],
  [
    "a group that holds a part of them",
    tenant(),
    nothing,
    { entraDiagnosticSettings: [entraSetting([], { logs: group("audit") })] },
  ],
  [
    "audits alone",
    tenant(),
    partial(IDENTITIES, GRAPH_ACTIVITY, SIGN_INS),
    { entraDiagnosticSettings: [entraSetting([AUDIT])] },
  ],
  [
    "all but audits",
    tenant(),
    partial(AUDIT),
    { entraDiagnosticSettings: [entraSetting([SIGN_INS, IDENTITIES, GRAPH_ACTIVITY])] },
  ],
  [
    "all but what is read through Graph",
    tenant(),
    { ...partial(GRAPH_ACTIVITY), ...modest },
    { entraDiagnosticSettings: [entraSetting([AUDIT, SIGN_INS, IDENTITIES])] },
  ],
  [
    "the essential ones",
    tenant(),
    { ...partial(IDENTITIES, GRAPH_ACTIVITY), ...modest },
    { entraDiagnosticSettings: [entraSetting([AUDIT, SIGN_INS])] },
  ],

  [
    "all of them, by two settings",
    tenant(),
    "pass",
    {
      entraDiagnosticSettings: [
        entraSetting([AUDIT, SIGN_INS], { name: "a" }),
        entraSetting([IDENTITIES, GRAPH_ACTIVITY], {
          ...nowhere,
          name: "b",
          eventHubAuthorizationRuleId: known("/hub"),
        }),
      ],
      guard: true,
    },
  ],
  [
    "in any spelling, whatever else was not read",
    tenant(),
    "pass",
    {
      entraDiagnosticSettings: [
        entraSetting([AUDIT, SIGN_INS, IDENTITIES, GRAPH_ACTIVITY].map((name) => name.toLowerCase())),
      ],
      gaps: { entraDiagnosticSettings: [denied] },
      guard: true,
    },
  ],
  [
    "a group that holds them all",
    tenant(),
    "pass",
    { entraDiagnosticSettings: [entraSetting([], { logs: allLogs })], guard: true },
  ],

  [
    "the settings were refused",
    tenant(),
    { notAssessed: [denied] },
    { gaps: { entraDiagnosticSettings: [denied] } },
  ],
  [
    "a part was read",
    tenant(),
    { notAssessed: [denied] },
    {
      entraDiagnosticSettings: [entraSetting([AUDIT, SIGN_INS])],
      gaps: { entraDiagnosticSettings: [denied] },
    },
  ],
  [
    "a setting was not understood",
    tenant(),
    { notAssessed: [denied] },
    { entraDiagnosticSettings: [entraSetting([], { logs: unknown(denied) })] },
  ],
  ["nobody asked", tenant(), "not-assessed"],
]);

test("the command exports what is missing", () => {
  const sections = sectionsWith({ entraDiagnosticSettings: [entraSetting([AUDIT, SIGN_INS, IDENTITIES])] });
  const verdict = check.evaluate(tenant(), viewSections(sections), {
    now: new Date("2026-01-01T00:00:00.000Z"),
    settings: DEFAULT_SETTINGS,
  });
  const fill = verdict.outcome === "fail" ? verdict.fill : undefined;
  expect(check.remediation.commands.flatMap((command) => fillCommands(command, tenant(), fill))).toEqual([
    `az rest --method=PUT --url='/providers/microsoft.aadiam/diagnosticSettings/foothold?api-version=2017-04-01' --body='{"properties":{"workspaceId":"<workspace>","logs":[{"category":"MicrosoftGraphActivityLogs","enabled":true}]}}'`,
  ]);
});
