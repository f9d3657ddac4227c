import check from "../../../checks/apps/implicit-grant-enabled.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { application, graphDenied, role, servicePrincipal } from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const implicit = application({ enableAccessTokenIssuance: known(true) });
const denied = graphDenied("Application.Read.All", "GET /v1.0/applications");
const message = 'Application "billing" hands access tokens to the browser.';
const rest = ["any-network", "unknown-logging"] as const;

checkTable(
  check,
  [
    ["the typical case", implicit, { fail: message, severity: "low", factors: ["weak-setting", ...rest] }],
    [
      "a power of tier 1",
      implicit,
      { fail: message, severity: "medium", factors: ["tier-one", ...rest] },
      { appRoleAssignments: [role("Mail.Read")], guard: true },
    ],
    [
      "a power of tier 0",
      implicit,
      {
        fail: message,
        severity: "medium",
        factors: ["tier-zero", ...rest],
        limits: ["gate:tier-zero", "ceiling:medium"],
      },
      { appRoleAssignments: [role("Directory.ReadWrite.All")] },
    ],
    [
      "powers of lower tiers",
      implicit,
      { fail: message, severity: "low", factors: ["weak-setting", ...rest] },
      { appRoleAssignments: [role("User.Read.All")] },
    ],
    [
      "powers of another application",
      implicit,
      { fail: message, severity: "low", factors: ["weak-setting", ...rest] },
      {
        servicePrincipals: [servicePrincipal(), servicePrincipal({ name: "other" })],
        appRoleAssignments: [role("Mail.Read", { holder: "other" })],
      },
    ],
    [
      "powers not readable",
      implicit,
      { fail: message, severity: "low", factors: ["unknown-privilege", ...rest] },
      { gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "a power of tier 1 where others were not readable",
      implicit,
      { fail: message, severity: "medium", factors: ["tier-one", ...rest] },
      { appRoleAssignments: [role("Mail.Read")], gaps: { roleAssignments: [denied] } },
    ],
    [
      "no service principal",
      implicit,
      { fail: message, severity: "low", factors: ["weak-setting", ...rest] },
      { servicePrincipals: [] },
    ],
    [
      "service principals not readable",
      implicit,
      { fail: message, severity: "low", factors: ["unknown-privilege", ...rest] },
      { servicePrincipals: [], gaps: { servicePrincipals: [denied] } },
    ],
    [
      "disabled",
      implicit,
      { fail: message, severity: "info", factors: ["weak-setting", ...rest, "disabled"], limits: ["bounds"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],

    ["access tokens are not handed out", application(), "pass", { guard: true }],
    [
      "access tokens are not handed out, powers not readable",
      application(),
      "pass",
      { gaps: { servicePrincipals: [denied] } },
    ],
    [
      "the setting not readable",
      application({ enableAccessTokenIssuance: unknown(denied) }),
      { notAssessed: [denied] },
    ],
  ],
  { given: { servicePrincipals: [servicePrincipal()] } },
);
