import check from "../../../checks/credentials/credential-on-service-principal.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE } from "../../../src/inventory/permissions.ts";
import type { ServicePrincipal } from "../../../src/inventory/sections.ts";
import { credential } from "../build-credentials.ts";
import {
  certificate,
  foreignPrincipal,
  graphDenied,
  microsoftPrincipal,
  principalId,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { checkTable, type Given } from "../check-table.ts";

const secret = credential({ on: "service-principal" });
const message =
  'Secret "ci" of the service principal "billing" sits beside the application\'s own credentials.';
const rest = ["any-network", "service-principal-credential", "unknown-logging"] as const;
const appRoleAssignments = [role("Mail.Read")];
const of = (over: Partial<ServicePrincipal>, given: Given = {}): Given => ({
  servicePrincipals: [servicePrincipal({ name: "other" }), servicePrincipal(over)],
  ...given,
});
const denied = graphDenied("Application.Read.All");
const signing = certificate({ usage: "Sign" });
const microsoft = microsoftPrincipal();
const onMicrosoft = credential({ on: "service-principal", ownerId: microsoft.id, appId: EXCHANGE });

checkTable(
  check,
  [
    ["the typical case", secret, { fail: message, severity: "high", factors: ["tier-one", ...rest] }],
    [
      "a certificate, and it leads to Global Administrator",
      credential({ on: "service-principal", kind: "certificate", name: "CN=x" }),
      {
        fail: /^Certificate "CN=x" of the service principal/,
        severity: "high",
        factors: ["tier-zero", ...rest],
      },
      { appRoleAssignments: [role("RoleManagement.ReadWrite.Directory")] },
    ],
    [
      "a week old",
      credential({ on: "service-principal", startDateTime: "2025-12-28T00:00:00Z" }),
      {
        fail: message,
        severity: "high",
        factors: [
          "tier-one",
          "any-network",
          "service-principal-credential",
          "within-7-days",
          "unknown-logging",
        ],
      },
    ],
    [
      "nobody knows since when",
      credential({ on: "service-principal", startDateTime: null }),
      {
        fail: message,
        severity: "high",
        factors: [
          "tier-one",
          "any-network",
          "service-principal-credential",
          "unknown-age",
          "unknown-logging",
        ],
      },
    ],
    [
      "no permission",
      secret,
      { fail: message, severity: "low", factors: ["tier-three", ...rest] },
      { appRoleAssignments: [] },
    ],
    [
      "permissions not read",
      secret,
      { fail: message, severity: "medium", factors: ["unknown-privilege", ...rest] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "of another tenant's application",
      credential({
        on: "service-principal",
        ownerId: principalId("Fabrikam Mail"),
        ownerName: "Fabrikam Mail",
        appId: foreignPrincipal().appId,
      }),
      { fail: /of the service principal "Fabrikam Mail"/, severity: "high", factors: ["tier-one", ...rest] },
      {
        servicePrincipals: [foreignPrincipal()],
        appRoleAssignments: [role("Mail.Read", { holder: "Fabrikam Mail" })],
      },
    ],
    [
      "sign-in is disabled",
      secret,
      {
        fail: message,
        severity: "medium",
        factors: ["tier-one", ...rest, "disabled"],
      },
      of({ accountEnabled: known(false) }),
    ],
    [
      "expired",
      credential({ on: "service-principal", endDateTime: "2025-12-31T00:00:00Z" }),
      { fail: message, severity: "low", factors: ["tier-one", ...rest], limits: ["ceiling:low"] },
      { guard: true },
    ],
    [
      "Microsoft's own without a permission",
      onMicrosoft,
      { fail: /^Secret "ci"/, severity: "info", factors: ["tier-three", ...rest], limits: ["ceiling:info"] },
      { servicePrincipals: [microsoft], guard: true },
    ],
    [
      "Microsoft's own with a permission",
      onMicrosoft,
      { fail: /^Secret "ci"/, severity: "high", factors: ["tier-one", ...rest] },
      {
        servicePrincipals: [microsoft],
        appRoleAssignments: [role("Mail.Read", { holder: "Office 365 Exchange Online" })],
      },
    ],
    [
      "Microsoft's own, permissions not read",
      onMicrosoft,
      { fail: /^Secret "ci"/, severity: "medium", factors: ["unknown-privilege", ...rest] },
      { servicePrincipals: [microsoft], gaps: { roleAssignments: [denied] } },
    ],

    ["on the application", credential(), "pass"],
    [
      "part of a SAML certificate",
      credential({ on: "service-principal", signsSaml: true }),
      "not-applicable",
      of({ preferredSingleSignOnMode: known("saml") }, { guard: true }),
    ],
    [
      "signs tokens",
      credential({ on: "service-principal", kind: "certificate", usage: "Sign" }),
      "not-applicable",
      { guard: true },
    ],
    ["the service principal is gone", secret, "not-applicable", { servicePrincipals: [], guard: true }],

    [
      "beside SAML, and no part of it",
      secret,
      { fail: message, severity: "high", factors: ["tier-one", ...rest] },
      of({ preferredSingleSignOnMode: known("saml"), keyCredentials: known([signing]) }),
    ],
    [
      "a signing key beside it, and the sign-on mode was not read",
      secret,
      { notAssessed: [graphDenied("mode")] },
      of({
        preferredSingleSignOnMode: unknown(graphDenied("mode")),
        keyCredentials: known([certificate(), signing]),
      }),
    ],
    [
      "no signing key beside it, and the sign-on mode was not read",
      secret,
      { fail: message, severity: "high", factors: ["tier-one", ...rest] },
      of({ preferredSingleSignOnMode: unknown(denied), keyCredentials: known([certificate()]) }),
    ],
    [
      "SAML, and the keys were not read",
      secret,
      { notAssessed: [graphDenied("keys")] },
      of({ preferredSingleSignOnMode: known("saml"), keyCredentials: unknown(graphDenied("keys")) }),
    ],
    [
      "no SAML, and the keys were not read",
      secret,
      { fail: message, severity: "high", factors: ["tier-one", ...rest] },
      of({ keyCredentials: unknown(denied) }),
    ],
  ],
  {
    given: {
      servicePrincipals: [servicePrincipal({ name: "other" }), servicePrincipal()],
      appRoleAssignments,
    },
  },
);
