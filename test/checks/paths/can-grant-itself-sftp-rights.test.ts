import check from "../../../checks/paths/can-grant-itself-sftp-rights.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { access, person, principal, roleHop, ways } from "../build-access.ts";
import { credential } from "../build-credentials.ts";
import { application, guid, principalId, servicePrincipal } from "../build-entra.ts";
import { denied, openAccount, storageAccount, SUBSCRIPTION, TENANT } from "../build.ts";
import { checkTable } from "../check-table.ts";

const deploy = principal();
const ann = person();
const assigns = ways([roleHop(deploy, { right: "assigns-roles" })]);
const ROOT = { id: "/providers/Microsoft.Authorization/roleAssignments/r", scope: "/", source: "GET /x" };
const atRoot = ways([roleHop(ann, { right: "assigns-roles", proof: ROOT })]);
const signsIn = {
  servicePrincipals: [servicePrincipal({ id: principalId("deploy"), appId: "deploy", name: "deploy" })],
  applications: [application({ id: "/applications/deploy", appId: "deploy" })],
  credentials: [credential({ ownerId: "/applications/deploy", appId: "deploy" })],
};
const message =
  'Service principal "deploy" can assign roles, and with them create local users on storage account "acct".';
const rootMessage =
  'User "ann" can assign roles at the root scope, and with them create local users on storage account "acct".';
const rest = ["secret", "unknown-logging"] as const;

checkTable(
  check,
  [
    [
      "the typical case",
      access({ grantsItself: assigns }),
      { fail: message, severity: "high", factors: ["grants-itself-rights", "any-network", ...rest] },
    ],
    [
      "behind a condition that leaves enough",
      access({ grantsItself: ways([roleHop(deploy, { right: "assigns-roles", conditional: true })]) }),
      {
        fail: message,
        severity: "medium",
        factors: ["grants-itself-rights", "any-network", ...rest, "conditional"],
      },
    ],
    [
      "eligible",
      access({ grantsItself: ways([roleHop(deploy, { right: "assigns-roles", eligible: true })]) }),
      {
        fail: message,
        severity: "medium",
        factors: ["grants-itself-rights", "any-network", ...rest, "eligible-only"],
      },
    ],
    [
      "SFTP is off, and it gives itself the right to switch it on",
      access({ grantsItself: assigns }),
      { fail: message, severity: "medium", factors: ["grants-itself-rights", "openable-network", ...rest] },
      { storageAccounts: [storageAccount()] },
    ],
    [
      "a member at the root, which elevated access leaves behind",
      access({ principal: ann, grantsItself: atRoot }),
      {
        fail: rootMessage,
        severity: "high",
        factors: ["grants-itself-rights", "any-network", "unknown-credential", "unknown-logging"],
      },
    ],
    [
      "members are judged where they are asked for",
      access({ principal: ann, grantsItself: ways([roleHop(ann, { right: "assigns-roles" })]) }),
      {
        fail: /^User "ann" can assign roles, and/,
        severity: "high",
        factors: ["grants-itself-rights", "any-network", "unknown-credential", "unknown-logging"],
      },
      { settings: { allPrincipals: true } },
    ],

    ["a member", access({ principal: ann, grantsItself: assigns }), "not-applicable", { guard: true }],
    [
      "an emergency account at the root",
      access({ principal: ann, grantsItself: atRoot }),
      "not-applicable",
      { guard: true, settings: { breakGlass: [guid("user", "ann")] } },
    ],
    [
      "an owner is one finding",
      access({ creates: assigns, grantsItself: assigns }),
      "not-applicable",
      { guard: true },
    ],
    [
      "Microsoft's own",
      access({ principal: principal({ isMicrosoft: true }), grantsItself: assigns }),
      "not-applicable",
      { guard: true },
    ],
    ["roles that assign nothing", access(), "pass"],
    [
      "a role that was not understood",
      access({ gaps: [denied(SUBSCRIPTION)] }),
      { notAssessed: [denied(SUBSCRIPTION)] },
    ],
    [
      "what may take the right away was not read",
      access({ grantsItself: assigns, denials: [denied(SUBSCRIPTION), denied(TENANT)] }),
      { notAssessed: [denied(SUBSCRIPTION), denied(TENANT)] },
    ],
    [
      "a member from whom the right may be taken",
      access({ principal: ann, grantsItself: assigns, denials: [denied(SUBSCRIPTION)] }),
      "not-applicable",
      { guard: true },
    ],
    [
      "a user who may be a guest",
      access({ principal: person({ isForeign: unknown(denied(TENANT)) }), grantsItself: assigns }),
      { notAssessed: [denied(TENANT)] },
    ],
    [
      "a guest",
      access({ principal: person({ isForeign: known(true) }), grantsItself: assigns }),
      {
        fail: /^Guest "ann"/,
        severity: "high",
        factors: ["grants-itself-rights", "any-network", "unknown-credential", "unknown-logging"],
      },
    ],
  ],
  { given: { ...signsIn, storageAccounts: [openAccount()] } },
);
