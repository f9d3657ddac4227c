import check from "../../../checks/paths/can-become-sftp-creator.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { Hop, PathPrincipal, PathRight, SftpTakeover } from "../../../src/inventory/sections.ts";
import { access, ACCOUNT, memberHop, person, principal, roleHop, takeover, ways } from "../build-access.ts";
import { identityCredential } from "../build-credentials.ts";
import { federatedCredential, FOREIGN_TENANT, guid, servicePrincipal } from "../build-entra.ts";
import { denied, openAccount, storageAccount, SUBSCRIPTION, TENANT } from "../build.ts";
import { checkTable, type Given } from "../check-table.ts";

const deploy = principal();
const message = (who: string, steps = 2) =>
  `${who} can become "deploy", and create local users on storage account "acct", in ${steps} steps.`;

function hop(from: PathPrincipal, right: PathRight, over: Partial<Hop> = {}): Hop {
  return roleHop(from, { right, to: deploy, ...over });
}

/** A path over `steps` hops, the last of which is the Azure role of "deploy". */
function taken(
  start: PathPrincipal,
  way: PathRight,
  over: Partial<SftpTakeover> = {},
  steps = 2,
): SftpTakeover {
  const between = Array.from({ length: steps - 1 }, () => hop(start, way));
  const [first = hop(start, way), ...others] = between;
  return takeover({
    start,
    way,
    ways: ways([first, ...others, roleHop(deploy)]),
    accounts: { count: 1, shown: [ACCOUNT.id] },
    identities: 1,
    ...over,
  });
}

const subjectOf = (id: string): PathPrincipal =>
  principal({ id, kind: "federated-subject", name: 'subject "s" of "i"', isForeign: known(true) });
const evil = federatedCredential({ issuer: known("https://evil.example"), subject: known("anything") });
const pipeline = federatedCredential();
const given = (credential = pipeline, settings: Given["settings"] = {}): Given => ({
  federatedIdentityCredentials: [credential],
  settings,
});
const own = { github: { organizations: ["contoso"] } };
const ann = person();
const OPS = { id: `/groups/${guid("group", "ops")}`, kind: "group", name: "ops" } as const;
const whoever = 'Whoever has a token with subject "s" of "i"';

checkTable(
  check,
  [
    [
      "a foreign token",
      taken(subjectOf(evil.id), "federated-credential"),
      {
        fail: message(whoever),
        severity: "high",
        factors: ["plants-sftp-users", "foreign-owner", "foreign-credential", "unknown-logging"],
      },
      given(evil),
    ],
    [
      "a token of another tenant for an identity",
      taken(
        subjectOf(identityCredential(`https://login.microsoftonline.com/${FOREIGN_TENANT}/v2.0`, "x").id),
        "federated-credential",
      ),
      {
        fail: message(whoever),
        severity: "high",
        factors: ["plants-sftp-users", "foreign-owner", "foreign-credential", "unknown-logging"],
      },
      {
        identityFederatedCredentials: [
          identityCredential(`https://login.microsoftonline.com/${FOREIGN_TENANT}/v2.0`, "x"),
        ],
      },
    ],
    [
      "an organization that the settings do not list",
      taken(subjectOf(pipeline.id), "federated-credential"),
      {
        fail: message(whoever),
        severity: "medium",
        factors: ["plants-sftp-users", "foreign-owner", "foreign-credential", "unknown-logging"],
        limits: ["ceiling:medium"],
      },
      given(),
    ],
    [
      "the tenant's own pipeline",
      taken(subjectOf(pipeline.id), "federated-credential"),
      {
        fail: message(whoever),
        severity: "low",
        factors: ["plants-sftp-users", "federated-credential", "unknown-logging"],
        limits: ["ceiling:low"],
      },
      { ...given(pipeline, own), guard: true },
    ],
    [
      "any pull request of it",
      taken(subjectOf(pipeline.id), "federated-credential"),
      {
        fail: message(whoever),
        severity: "high",
        factors: ["plants-sftp-users", "every-user", "broad-federation", "unknown-logging"],
      },
      given(federatedCredential({ subject: known("repo:contoso/shop:pull_request") }), own),
    ],
    [
      "an issuer that was not read",
      taken(subjectOf(pipeline.id), "federated-credential"),
      {
        fail: message(whoever),
        severity: "medium",
        factors: ["plants-sftp-users", "foreign-owner", "unknown-logging"],
      },
      given(federatedCredential({ issuer: unknown(denied()) })),
    ],
    [
      "a subject that was not understood",
      taken(subjectOf(pipeline.id), "federated-credential"),
      {
        fail: message(whoever),
        severity: "medium",
        factors: ["plants-sftp-users", "foreign-owner", "unknown-logging"],
      },
      given(
        federatedCredential({
          issuer: known("https://login.microsoftonline.com/22222222-2222-4222-8222-222222222222/v2.0"),
          subject: unknown(denied()),
        }),
      ),
    ],
    [
      "an owner",
      taken(ann, "owns"),
      {
        fail: message('User "ann"'),
        severity: "high",
        factors: ["plants-sftp-users", "few-users", "mintable-credential", "unknown-logging"],
      },
    ],
    [
      "a guest who owns it",
      taken(person({ isForeign: known(true) }), "owns"),
      {
        fail: message('Guest "ann"'),
        severity: "high",
        factors: ["plants-sftp-users", "guest", "mintable-credential", "unknown-logging"],
      },
    ],
    [
      "an owner who may be a guest",
      taken(person({ isForeign: unknown(denied(TENANT)) }), "owns"),
      {
        fail: message('User "ann"'),
        severity: "high",
        factors: ["plants-sftp-users", "few-users", "mintable-credential", "unknown-logging"],
      },
    ],
    [
      "a service principal that adds credentials, and may become others",
      taken(principal({ id: "/servicePrincipals/ci", name: "ci" }), "adds-credentials", { identities: 3 }),
      {
        fail: 'Service principal "ci" can become "deploy" and 2 more identities, and create local users on storage account "acct", in 2 steps.',
        severity: "high",
        factors: ["plants-sftp-users", "any-network", "mintable-credential", "unknown-logging"],
      },
    ],
    [
      "a foreign service principal",
      taken(
        principal({ id: "/servicePrincipals/ci", name: "ci", isForeign: known(true) }),
        "federates-identity",
      ),
      {
        fail: message('Foreign service principal "ci"'),
        severity: "high",
        factors: ["plants-sftp-users", "foreign-owner", "mintable-credential", "unknown-logging"],
      },
    ],
    [
      "a service principal that is disabled",
      taken(
        principal({ id: "/servicePrincipals/ci", name: "ci", accountEnabled: known(false) }),
        "grants-itself-directory-roles",
      ),
      {
        fail: message('Service principal "ci"'),
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "mintable-credential", "unknown-logging", "disabled"],
      },
    ],
    [
      "the identity's role is its group's",
      takeover({
        start: ann,
        way: "owns",
        ways: ways([hop(ann, "owns"), memberHop(deploy, OPS), roleHop(OPS)]),
        accounts: { count: 1, shown: [ACCOUNT.id] },
        identities: 1,
      }),
      {
        fail: message('User "ann"', 3),
        severity: "high",
        factors: ["plants-sftp-users", "few-users", "mintable-credential", "unknown-logging"],
      },
    ],
    [
      "the identity is disabled",
      taken(ann, "owns"),
      {
        fail: message('User "ann"'),
        severity: "medium",
        factors: ["plants-sftp-users", "few-users", "mintable-credential", "unknown-logging", "disabled"],
      },
      {
        servicePrincipals: [
          servicePrincipal({ id: deploy.id, name: "deploy", accountEnabled: known(false) }),
          servicePrincipal({ id: "/servicePrincipals/other", accountEnabled: known(false) }),
        ],
      },
    ],
    [
      "a long way",
      taken(ann, "owns", {}, 4),
      {
        fail: message('User "ann"', 4),
        severity: "medium",
        factors: ["plants-sftp-users", "few-users", "mintable-credential", "unknown-logging", "long-path"],
      },
    ],
    [
      "a role that must be activated, by one who is judged",
      takeover({
        start: ann,
        way: "adds-credentials",
        ways: ways([hop(ann, "adds-credentials", { eligible: true }), roleHop(deploy)]),
        accounts: { count: 1, shown: [ACCOUNT.id] },
        identities: 1,
      }),
      {
        fail: message('User "ann"'),
        severity: "medium",
        factors: [
          "plants-sftp-users",
          "few-users",
          "mintable-credential",
          "unknown-logging",
          "eligible-only",
        ],
      },
      { settings: { allPrincipals: true } },
    ],
    [
      "SFTP is off, and the identity cannot switch it on",
      taken(ann, "owns"),
      {
        fail: message('User "ann"'),
        severity: "medium",
        factors: ["plants-sftp-users", "few-users", "mintable-credential", "unknown-logging", "sftp-off"],
      },
      { storageAccounts: [storageAccount()] },
    ],
    [
      "SFTP is off, and the identity switches it on",
      taken(ann, "owns"),
      {
        fail: message('User "ann"'),
        severity: "high",
        factors: ["plants-sftp-users", "few-users", "mintable-credential", "unknown-logging"],
      },
      {
        storageAccounts: [storageAccount()],
        sftpAccess: [access({ changesAccounts: true }), access({ id: "/other" })],
      },
    ],

    ["an administrator who is a member", taken(ann, "adds-credentials"), "not-applicable", { guard: true }],
    [
      "an emergency account",
      taken(ann, "elevates-access"),
      "not-applicable",
      { guard: true, settings: { breakGlass: [guid("user", "ann")], allPrincipals: true } },
    ],
    [
      "an administrator who may be a guest",
      taken(person({ isForeign: unknown(denied(TENANT)) }), "adds-credentials"),
      { notAssessed: [denied(TENANT)] },
    ],
    ["no path", takeover(), "pass"],
    [
      "no path, and not all was read",
      takeover({ gaps: [denied(SUBSCRIPTION)] }),
      { notAssessed: [denied(SUBSCRIPTION)] },
    ],
    [
      "a path decides, whatever was not read",
      taken(ann, "owns", { gaps: [denied(SUBSCRIPTION)] }),
      {
        fail: message('User "ann"'),
        severity: "high",
        factors: ["plants-sftp-users", "few-users", "mintable-credential", "unknown-logging"],
      },
    ],
  ],
  {
    given: {
      storageAccounts: [openAccount()],
      tenants: [
        {
          id: TENANT,
          name: "t",
          tenantId: "22222222-2222-4222-8222-222222222222",
          displayName: known("t"),
          verifiedDomains: known([]),
        },
      ],
    },
  },
);
