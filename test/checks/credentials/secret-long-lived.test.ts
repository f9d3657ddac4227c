import check from "../../../checks/credentials/secret-long-lived.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { Credential } from "../../../src/inventory/sections.ts";
import { credential } from "../build-credentials.ts";
import { certificate, graphDenied, servicePrincipal } from "../build-entra.ts";
import { entraSetting } from "../build-logging.ts";
import { checkTable } from "../check-table.ts";

const START = "2025-10-01T00:00:00Z";
const DAY_MS = 86_400_000;
const rest = ["unknown-use", "unknown-logging"] as const;
const medium = ["long-lived-secret", "any-network", "secret", ...rest] as const;
const high = ["endless-secret", "any-network", "secret", ...rest] as const;
const denied = graphDenied("Application.Read.All");

const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString();

/** A secret that is made for so many days. */
const lasting = (days: number, over: Partial<Credential> = {}): Credential =>
  credential({ startDateTime: START, endDateTime: daysAfter(START, days), ...over });

/** One without a beginning, with so many days left on the day of the scan. */
const left = (days: number): Credential =>
  credential({ startDateTime: null, endDateTime: daysAfter("2026-01-01T00:00:00Z", days) });

checkTable(
  check,
  [
    [
      "the typical case",
      lasting(730),
      { fail: 'Secret "ci" of "billing" was made for 730 days.', severity: "medium", factors: medium },
    ],
    [
      "what is done with it is exported",
      lasting(730),
      {
        fail: /730 days/,
        severity: "medium",
        factors: ["long-lived-secret", "any-network", "secret", "unknown-use"],
      },
      { entraDiagnosticSettings: [entraSetting(["AuditLogs", "ServicePrincipalSignInLogs"])] },
    ],
    [
      "only audits are exported",
      lasting(730),
      {
        fail: /730 days/,
        severity: "medium",
        factors: ["long-lived-secret", "any-network", "secret", "unknown-use", "partly-logged"],
      },
      { entraDiagnosticSettings: [entraSetting(["AuditLogs"])] },
    ],
    [
      "a year and two days",
      lasting(367),
      { fail: /was made for 367 days\.$/, severity: "medium", factors: medium },
    ],
    [
      "two years and two days",
      lasting(733),
      { fail: 'Secret "ci" of "billing" was made for 733 days.', severity: "high", factors: high },
    ],
    [
      "exactly two years, one of them a leap year",
      lasting(732),
      { fail: /732 days/, severity: "medium", factors: medium },
    ],
    [
      "without an end",
      credential({ endDateTime: null }),
      { fail: 'Secret "ci" of "billing" never ends.', severity: "high", factors: high },
    ],
    [
      "an end that nobody lives to see",
      credential({ startDateTime: null, endDateTime: "2099-01-01T00:00:00Z" }),
      { fail: 'Secret "ci" of "billing" never ends.', severity: "high", factors: high },
    ],
    [
      "an end that is no date",
      credential({ endDateTime: "never" }),
      { fail: 'Secret "ci" of "billing" never ends.', severity: "high", factors: high },
    ],
    [
      "a symmetric key",
      lasting(733, { kind: "symmetric-key" }),
      { fail: 'Symmetric key "ci" of "billing" was made for 733 days.', severity: "high", factors: high },
    ],
    [
      "on a service principal",
      lasting(730, { on: "service-principal" }),
      {
        fail: 'Secret "ci" of the service principal "billing" was made for 730 days.',
        severity: "medium",
        factors: ["long-lived-secret", "any-network", "service-principal-credential", ...rest],
      },
    ],
    [
      "in an application that is disabled",
      lasting(730),
      { fail: /730 days/, severity: "low", factors: [...medium, "disabled"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],
    [
      "service principals not read",
      lasting(733),
      { fail: /733 days/, severity: "high", factors: high },
      { servicePrincipals: [], gaps: { servicePrincipals: [denied] } },
    ],
    [
      "no beginning, and two years are left",
      left(733),
      { fail: 'Secret "ci" of "billing" was made for at least 733 days.', severity: "high", factors: high },
    ],
    [
      "a year",
      lasting(366),
      { fail: /366 days/, severity: "low", factors: medium, limits: ["ceiling:low"] },
      { guard: true },
    ],
    [
      "half a year and three days",
      lasting(187),
      { fail: /187 days/, severity: "low", factors: medium, limits: ["ceiling:low"] },
      { servicePrincipals: [servicePrincipal({ name: "other" })] },
    ],
    [
      "a certificate of more than two years",
      lasting(733, { kind: "certificate", name: "CN=x" }),
      {
        fail: 'Certificate "CN=x" of "billing" was made for 733 days.',
        severity: "low",
        factors: ["long-lived-secret", "any-network", "certificate", ...rest],
        limits: ["ceiling:low"],
      },
      { guard: true },
    ],

    // Six months are 181 days from the first of January, and 184 from the first of August.
    ["half a year", lasting(186), "pass", { guard: true }],
    ["a certificate of two years", lasting(732, { kind: "certificate" }), "pass", { guard: true }],
    [
      "expired",
      credential({ startDateTime: null, endDateTime: "2025-12-31T00:00:00Z" }),
      "not-applicable",
      { guard: true },
    ],
    [
      "part of a SAML certificate",
      lasting(1095, { on: "service-principal", signsSaml: true }),
      "not-applicable",
      { guard: true },
    ],
    [
      "signs the tokens of SAML",
      lasting(1095, { on: "service-principal", kind: "certificate", usage: "Sign" }),
      "not-applicable",
      { guard: true },
    ],

    [
      "no beginning, and half a year is left",
      left(186),
      {
        notAssessed: [
          {
            reason: "malformed",
            scope: credential().id,
            request: "GET /v1.0/applications",
            detail: "startDateTime is no date",
          },
        ],
      },
    ],
    [
      "perhaps part of a SAML certificate",
      lasting(1095, { on: "service-principal" }),
      { notAssessed: [denied] },
      {
        servicePrincipals: [
          servicePrincipal({
            preferredSingleSignOnMode: unknown(denied),
            keyCredentials: known([certificate({ usage: "Sign" })]),
          }),
        ],
      },
    ],
  ],
  { given: { servicePrincipals: [servicePrincipal()] } },
);
