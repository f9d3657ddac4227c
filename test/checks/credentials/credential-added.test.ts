import check from "../../../checks/credentials/credential-added.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { credential, credentialRecord } from "../build-credentials.ts";
import {
  applicationId,
  certificate,
  graphDenied,
  principalId,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { credentialAddition } from "../build-directory-events.ts";
import { checkTable } from "../check-table.ts";

const NEW = "2025-12-15T00:00:00Z";
const added = credential({ startDateTime: NEW, endDateTime: "2026-06-15T00:00:00Z" });
const older = credential({ name: "old", endDateTime: "2026-08-01T00:00:00Z" });
const message = 'Secret "ci" of "billing" was added beside a credential in use.';
const sinceBaseline = 'Secret "ci" of "billing" was added since the baseline beside a credential in use.';
const factors = ["tier-one", "any-network", "secret", "within-30-days", "unknown-logging"] as const;
const denied = graphDenied("Application.Read.All");
const noDate = (id: string, request = "GET /v1.0/applications") => ({
  reason: "malformed" as const,
  scope: id,
  request,
  detail: "startDateTime is no date",
});
const undated = credential({ startDateTime: null });
const onPrincipal = credential({ on: "service-principal", startDateTime: NEW });
const olderOnPrincipal = credential({ on: "service-principal", name: "old", endDateTime: null });

const additionOn = (day: string, name = "ci") =>
  credentialAddition({
    id: `${applicationId()}/logEvents/${day}-${name}`,
    first: `${day}T10:00:00.000Z`,
    states: [{ id: credential({ name }).id.toUpperCase(), name, presence: "present" }],
  });
const backDated = `${message.slice(0, -1)}, dated back from "2025-12-28" to "2025-09-01".`;
const loggedLately = ["tier-one", "any-network", "secret", "within-7-days", "unknown-logging"] as const;

checkTable(
  check,
  [
    ["the typical case", added, { fail: message, severity: "high", factors }],
    [
      "a week old",
      credential({ startDateTime: "2025-12-27T00:00:00Z" }),
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "within-7-days", "unknown-logging"],
      },
    ],
    [
      "it begins tomorrow",
      credential({ startDateTime: "2026-01-02T00:00:00Z" }),
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "within-7-days", "unknown-logging"],
      },
    ],
    [
      "exactly 30 days old",
      credential({ startDateTime: "2025-12-02T00:00:00Z" }),
      { fail: message, severity: "high", factors },
    ],
    [
      "a certificate beside two, of which one is about to end",
      credential({ kind: "certificate", name: "CN=x", startDateTime: NEW }),
      {
        fail: 'Certificate "CN=x" of "billing" was added beside 2 credentials in use.',
        severity: "high",
        factors: ["tier-one", "any-network", "certificate", "within-30-days", "unknown-logging"],
      },
      { credentials: [older, credential({ name: "older", endDateTime: "2026-01-02T00:00:00Z" })] },
    ],
    [
      "on a service principal",
      onPrincipal,
      {
        fail: 'Secret "ci" of the service principal "billing" was added beside a credential in use.',
        severity: "high",
        factors: [
          "tier-one",
          "any-network",
          "service-principal-credential",
          "within-30-days",
          "unknown-logging",
        ],
      },
      { credentials: [olderOnPrincipal] },
    ],
    [
      "in an application without a permission",
      added,
      {
        fail: message,
        severity: "medium",
        factors: ["tier-three", "any-network", "secret", "within-30-days", "unknown-logging"],
      },
      { appRoleAssignments: [] },
    ],
    [
      "in an application that is disabled",
      added,
      {
        fail: message,
        severity: "medium",
        factors: [...factors, "disabled"],
      },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],
    [
      "in an application whose service principal was not read",
      added,
      {
        fail: message,
        severity: "medium",
        factors: ["unknown-privilege", "any-network", "secret", "within-30-days", "unknown-logging"],
      },
      { servicePrincipals: [], gaps: { servicePrincipals: [denied] } },
    ],
    [
      "longer ago, and the settings look further back",
      credential({ startDateTime: "2025-11-15T00:00:00Z" }),
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "within-90-days", "unknown-logging"],
      },
      { settings: { days: { ...DEFAULT_SETTINGS.days, recent: 60 } } },
    ],
    [
      "rotation: the older one ends within 30 days",
      added,
      { fail: message, severity: "low", factors, limits: ["ceiling:low"] },
      { credentials: [credential({ name: "old", endDateTime: "2026-01-31T00:00:00Z" })], guard: true },
    ],
    [
      "the older one ends a day later",
      added,
      { fail: message, severity: "high", factors },
      { credentials: [credential({ name: "old", endDateTime: "2026-02-01T00:00:00Z" })] },
    ],
    [
      "the older one never ends",
      added,
      { fail: message, severity: "high", factors },
      { credentials: [credential({ name: "old", endDateTime: null })] },
    ],
    [
      "the older one ends within 30 days, and other credentials were not read",
      added,
      { fail: message, severity: "high", factors },
      {
        credentials: [credential({ name: "old", endDateTime: "2026-01-31T00:00:00Z" })],
        gaps: { credentials: [{ ...denied, scope: applicationId() }] },
      },
    ],

    [
      "the log saw it come last week, whatever its start says",
      credential(),
      { fail: backDated, severity: "high", factors: loggedLately },
      { credentials: [older, credential()], credentialAdditions: [additionOn("2025-12-28")] },
    ],
    [
      "the log saw it come, and Graph names no start",
      undated,
      { fail: message, severity: "high", factors: loggedLately },
      { credentials: [older, undated], credentialAdditions: [additionOn("2025-12-28")] },
    ],
    [
      "told twice, the first time counts",
      credential(),
      {
        fail: backDated.replace("2025-12-28", "2025-12-15"),
        severity: "high",
        factors,
      },
      { credentialAdditions: [additionOn("2025-12-28"), additionOn("2025-12-15"), additionOn("2025-12-20")] },
    ],
    [
      "the log saw it come, and its start lies later",
      credential({ startDateTime: "2025-12-30T00:00:00Z" }),
      { fail: message, severity: "high", factors: loggedLately },
      { credentialAdditions: [additionOn("2025-12-28")] },
    ],
    [
      "the log saw it come long ago",
      credential({ startDateTime: "2025-01-01T00:00:00Z" }),
      "pass",
      { credentialAdditions: [additionOn("2025-11-01")], guard: true },
    ],
    [
      "the log saw another come",
      credential(),
      "pass",
      { credentialAdditions: [additionOn("2025-12-28", "other")], guard: true },
    ],
    [
      "the log saw it come, dated back, and it is the only one",
      credential(),
      "pass",
      { credentials: [credential()], credentialAdditions: [additionOn("2025-12-28")], guard: true },
    ],
    [
      "the log saw it come without a start, and it is the only one",
      undated,
      "pass",
      { credentials: [undated], credentialAdditions: [additionOn("2025-12-28")] },
    ],

    [
      "the baseline knows another, which works still, and its start is dated back",
      credential({ startDateTime: "2025-01-01T00:00:00Z" }),
      {
        fail: sinceBaseline,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "unknown-logging", "new-since-baseline"],
      },
      { credentialHistory: [credentialRecord({ name: "old" })] },
    ],
    [
      "the baseline knows another, and it is new by its own date",
      added,
      { fail: sinceBaseline, severity: "high", factors: [...factors, "new-since-baseline"] },
      { credentialHistory: [credentialRecord({ name: "old" })] },
    ],
    [
      "the baseline knows another, which ends within 30 days",
      added,
      {
        fail: sinceBaseline,
        severity: "low",
        factors: [...factors, "new-since-baseline"],
        limits: ["ceiling:low"],
      },
      {
        credentials: [credential({ name: "old", endDateTime: "2026-01-31T00:00:00Z" })],
        credentialHistory: [credentialRecord({ name: "old" })],
        guard: true,
      },
    ],
    [
      "the baseline knows another, which is gone",
      added,
      {
        fail: 'Secret "ci" of "billing" was added since the baseline.',
        severity: "low",
        factors: [...factors, "new-since-baseline"],
        limits: ["ceiling:low"],
      },
      { credentials: [], credentialHistory: [credentialRecord({ name: "old" })], guard: true },
    ],
    [
      "the baseline knows it as added, and nobody has accepted it since",
      credential({ startDateTime: "2025-01-01T00:00:00Z" }),
      {
        fail: sinceBaseline,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "unknown-logging", "new-since-baseline"],
      },
      { credentialHistory: [{ ...credentialRecord(), unclaimed: true }] },
    ],
    [
      "the baseline knows it, and another",
      credential(),
      "pass",
      { credentialHistory: [credentialRecord(), credentialRecord({ name: "old" })], guard: true },
    ],
    [
      "the baseline knows no credential of the application, which it may not know at all",
      credential(),
      "pass",
      { credentialHistory: [credentialRecord({ ownerId: applicationId("other") })], guard: true },
    ],
    [
      "the baseline did not read all credentials of the application",
      credential(),
      "pass",
      {
        credentialHistory: [credentialRecord({ name: "old" })],
        gaps: { credentialHistory: [{ ...denied, scope: applicationId() }] },
        guard: true,
      },
    ],

    ["the only one", added, "pass", { credentials: [], guard: true }],
    ["31 days old", credential({ startDateTime: "2025-12-01T00:00:00Z" }), "pass"],
    ["old, and others were not read", credential(), "pass", { gaps: { credentials: [denied] } }],
    [
      "beside one that has expired",
      added,
      "pass",
      { credentials: [credential({ name: "old", endDateTime: "2025-12-31T00:00:00Z" })], guard: true },
    ],
    [
      "beside a newer one, which is the finding",
      added,
      "pass",
      { credentials: [credential({ name: "newer", startDateTime: "2025-12-20T00:00:00Z" })], guard: true },
    ],
    [
      "beside one of the same moment",
      added,
      "pass",
      { credentials: [credential({ name: "twin", startDateTime: NEW })], guard: true },
    ],
    [
      "beside a key that signs tokens",
      onPrincipal,
      "pass",
      {
        credentials: [
          credential({ on: "service-principal", name: "sso", kind: "certificate", usage: "Sign" }),
          credential({ on: "service-principal", name: "part", signsSaml: true }),
        ],
        guard: true,
      },
    ],
    [
      "beside one of another application",
      added,
      "pass",
      { credentials: [credential({ ownerId: applicationId("other") })] },
    ],
    ["without a date, and the only one", undated, "pass", { credentials: [] }],
    [
      "expired",
      credential({ startDateTime: NEW, endDateTime: "2025-12-20T00:00:00Z" }),
      "not-applicable",
      { guard: true },
    ],
    [
      "a certificate of SAML that is rotated",
      credential({ on: "service-principal", kind: "certificate", usage: "Sign", startDateTime: NEW }),
      "not-applicable",
      { credentials: [olderOnPrincipal], guard: true },
    ],

    ["without a date", undated, { notAssessed: [noDate(undated.id)] }],
    [
      "no date that can be read, on a service principal",
      credential({ on: "service-principal", startDateTime: "soon" }),
      {
        notAssessed: [noDate(credential({ on: "service-principal" }).id, "GET /v1.0/servicePrincipals")],
      },
      { credentials: [olderOnPrincipal] },
    ],
    [
      "beside one without a date",
      added,
      { notAssessed: [noDate(credential({ name: "old" }).id)] },
      { credentials: [credential({ name: "old", startDateTime: null })] },
    ],
    [
      "beside an older one that is about to end, and one without a date",
      added,
      { fail: message, severity: "high", factors },
      {
        credentials: [
          credential({ name: "old", endDateTime: "2026-01-31T00:00:00Z" }),
          credential({ name: "odd", startDateTime: null }),
        ],
      },
    ],
    [
      "the only one that was read",
      added,
      { notAssessed: [{ ...denied, scope: applicationId() }] },
      { credentials: [], gaps: { credentials: [{ ...denied, scope: applicationId() }] } },
    ],
    [
      "without a date, and the only one that was read",
      undated,
      { notAssessed: [denied] },
      { credentials: [], gaps: { credentials: [denied] } },
    ],
    [
      "perhaps part of a SAML certificate",
      onPrincipal,
      { notAssessed: [denied] },
      {
        credentials: [olderOnPrincipal],
        servicePrincipals: [
          servicePrincipal({
            id: principalId(),
            preferredSingleSignOnMode: unknown(denied),
            keyCredentials: known([certificate({ usage: "Sign" })]),
          }),
        ],
      },
    ],
  ],
  {
    given: {
      credentials: [older],
      servicePrincipals: [servicePrincipal()],
      appRoleAssignments: [role("Mail.Read")],
    },
  },
);
