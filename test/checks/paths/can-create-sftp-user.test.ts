import check from "../../../checks/paths/can-create-sftp-user.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { access, ACCOUNT, memberHop, person, principal, roleHop, ways } from "../build-access.ts";
import { credential } from "../build-credentials.ts";
import { application, guid, principalId, servicePrincipal } from "../build-entra.ts";
import { accountId, denied, openAccount, storageAccount, SUBSCRIPTION, TENANT } from "../build.ts";
import { checkTable } from "../check-table.ts";

const deploy = principal();
const creates = ways([roleHop(deploy)]);
const creator = access({ creates });
const ann = person();
const admins = principal({ id: `/groups/${guid("group", "admins")}`, kind: "group", name: "admins" });
const eligible = ways([roleHop(deploy, { eligible: true })]);

/** The application behind the principal, with a secret. */
const signsIn = {
  servicePrincipals: [servicePrincipal({ id: principalId("deploy"), appId: "deploy", name: "deploy" })],
  applications: [application({ id: "/applications/deploy", appId: "deploy" })],
  credentials: [credential({ ownerId: "/applications/deploy", appId: "deploy" })],
};
const message = 'Service principal "deploy" can create local users on storage account "acct".';
const rest = ["secret", "unknown-logging"] as const;

checkTable(
  check,
  [
    [
      "the typical case",
      creator,
      {
        fail: message,
        severity: "high",
        factors: ["plants-sftp-users", "any-network", ...rest],
      },
    ],
    [
      "whoever changes the account that anybody reaches holds it",
      access({ creates, changesAccounts: true }),
      {
        fail: 'Service principal "deploy" can create local users on storage account "acct", and change the account itself.',
        severity: "critical",
        factors: ["controls-sftp-account", "any-network", ...rest],
        limits: ["gate:sftp-control"],
      },
    ],
    [
      "it opens the network by itself",
      access({ creates, changesAccounts: true }),
      {
        fail: /change the account itself/,
        severity: "medium",
        factors: ["controls-sftp-account", "openable-network", ...rest],
      },
      { storageAccounts: [storageAccount()] },
    ],
    [
      "SFTP is off, and it cannot switch it on",
      creator,
      {
        fail: message,
        severity: "low",
        factors: ["plants-sftp-users", "private-network", "secret", "unknown-logging", "sftp-off"],
      },
      { storageAccounts: [storageAccount()] },
    ],
    [
      "SFTP is off, the network is open",
      creator,
      {
        fail: message,
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "secret", "unknown-logging", "sftp-off"],
      },
      { storageAccounts: [openAccount({ isSftpEnabled: known(false) })] },
    ],
    [
      "the endpoint not read",
      creator,
      { fail: message, severity: "medium", factors: ["plants-sftp-users", "unknown-network", ...rest] },
      { storageAccounts: [] },
    ],
    [
      "many accounts",
      access({ creates, accounts: { count: 17, shown: [ACCOUNT.id, accountId("b")] } }),
      {
        fail: 'Service principal "deploy" can create local users on 17 storage accounts, such as "acct".',
        severity: "high",
        factors: ["plants-sftp-users", "any-network", ...rest],
      },
    ],
    [
      "an account whose id names none",
      access({ creates, accounts: { count: 1, shown: ["/odd"] } }),
      {
        fail: /on storage account "\/odd"\.$/,
        severity: "medium",
        factors: ["plants-sftp-users", "unknown-network", ...rest],
      },
    ],
    [
      "the role must be activated",
      access({ creates: eligible }),
      {
        fail: message,
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "secret", "unknown-logging", "eligible-only"],
      },
    ],
    [
      "disabled",
      access({ principal: principal({ accountEnabled: known(false) }), creates }),
      {
        fail: message,
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "secret", "unknown-logging", "disabled"],
      },
    ],
    [
      "a guest",
      access({ principal: person({ isForeign: known(true) }), creates: ways([roleHop(ann)]) }),
      {
        fail: 'Guest "ann" can create local users on storage account "acct".',
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "unknown-credential", "unknown-logging"],
      },
    ],
    [
      "a foreign application",
      access({ principal: principal({ isForeign: known(true) }), creates }),
      {
        fail: /^Foreign service principal "deploy"/,
        severity: "high",
        factors: ["plants-sftp-users", "any-network", ...rest],
      },
    ],
    [
      "a group of another tenant",
      access({ principal: { ...admins, isForeign: known(true) }, creates: ways([roleHop(admins)]) }),
      {
        fail: /^Group of another tenant "admins"/,
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "unknown-credential", "unknown-logging"],
      },
    ],
    [
      "nobody told what it is",
      access({ principal: person({ kind: "principal", isForeign: unknown(denied()) }), creates }),
      {
        fail: /^Principal "ann"/,
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "unknown-credential", "unknown-logging"],
      },
    ],
    [
      "through a group",
      access({ creates: ways([memberHop(deploy, admins), roleHop(admins)]) }),
      { fail: message, severity: "high", factors: ["plants-sftp-users", "any-network", ...rest] },
    ],
    [
      "members are judged where they are asked for",
      access({ principal: ann, creates: ways([roleHop(ann)]) }),
      {
        fail: 'User "ann" can create local users on storage account "acct".',
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "unknown-credential", "unknown-logging"],
      },
      { settings: { allPrincipals: true } },
    ],
    [
      "groups of the tenant as well",
      access({ principal: admins, creates: ways([roleHop(admins)]) }),
      {
        fail: 'Group "admins" can create local users on storage account "acct".',
        severity: "medium",
        factors: ["plants-sftp-users", "any-network", "unknown-credential", "unknown-logging"],
      },
      { settings: { allPrincipals: true } },
    ],

    ["a member", access({ principal: ann, creates }), "not-applicable", { guard: true }],
    ["a group of members", access({ principal: admins, creates }), "not-applicable", { guard: true }],
    [
      "an emergency account, whatever its case",
      access({ principal: person({ isForeign: known(true) }), creates }),
      "not-applicable",
      { guard: true, settings: { breakGlass: [guid("user", "ann").toUpperCase()] } },
    ],
    [
      "Microsoft's own",
      access({ principal: principal({ isMicrosoft: true }), creates }),
      "not-applicable",
      { guard: true },
    ],
    ["roles that lead nowhere", access(), "pass"],
    ["roles that lead nowhere, of a member", access({ principal: ann }), "pass"],
    [
      "it assigns roles, which is another finding",
      access({ grantsItself: creates }),
      "pass",
      { guard: true },
    ],
    [
      "a role that was not understood",
      access({ gaps: [denied(SUBSCRIPTION)] }),
      { notAssessed: [denied(SUBSCRIPTION)] },
    ],
    [
      "what was found decides",
      access({ creates, gaps: [denied(SUBSCRIPTION)] }),
      { fail: message, severity: "high", factors: ["plants-sftp-users", "any-network", ...rest] },
    ],
    [
      "what may take the right away was not read",
      access({ creates, denials: [denied(SUBSCRIPTION), denied(TENANT)] }),
      { notAssessed: [denied(SUBSCRIPTION), denied(TENANT)] },
    ],
    [
      "a member from whom the right may be taken",
      access({ principal: ann, creates, denials: [denied(SUBSCRIPTION)] }),
      "not-applicable",
      { guard: true },
    ],
    [
      "a user who may be a guest",
      access({ principal: person({ isForeign: unknown(denied(TENANT)) }), creates }),
      { notAssessed: [denied(TENANT)] },
    ],
  ],
  { given: { ...signsIn, storageAccounts: [openAccount()] } },
);
