import { expect, test } from "vitest";
import { exchangePower } from "../../src/inventory/exchange.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import { EXCHANGE } from "../../src/inventory/permissions.ts";
import { denied, TENANT } from "../checks/build.ts";
import {
  directoryRole,
  microsoftPrincipal,
  role,
  ROLE_DEFINITIONS,
  servicePrincipal,
} from "../checks/build-entra.ts";

const manage = role("Exchange.ManageAsApp", { api: EXCHANGE });
const upper = { ...manage, appRoleId: manage.appRoleId.toUpperCase() };
const full = role("full_access_as_app", { api: EXCHANGE });
const medium = (because: string) => ({ band: "medium", because });

const view = (held: Parameters<typeof directoryRole>[0] | undefined, isCut: boolean) =>
  viewSections({
    ...emptySections(),
    directoryRoleDefinitions: { items: ROLE_DEFINITIONS, gaps: [] },
    directoryRoleAssignments: {
      items: held === undefined ? [] : [directoryRole(held)],
      gaps: isCut ? [denied(TENANT)] : [],
    },
  });

test.each([
  [
    "the door and its key",
    [upper],
    "Exchange Administrator",
    true,
    {
      words: 'can administer Exchange Online through "Exchange Administrator"',
      isUnread: false,
      ceiling: undefined,
    },
  ],
  [
    "the door alone",
    [upper],
    "User Administrator",
    false,
    {
      words: "has half a foothold in Exchange Online, without a directory role for it",
      isUnread: false,
      ceiling: medium("Without a directory role the permission does nothing yet."),
    },
  ],
  [
    "the door, the key not read",
    [manage],
    undefined,
    true,
    {
      words:
        "can administer Exchange Online once it holds a directory role for it, and its directory roles were not read",
      isUnread: true,
      ceiling: medium("Whether it holds a directory role for Exchange Online was not read."),
    },
  ],
  [
    "every mailbox",
    [full],
    undefined,
    true,
    { words: "may reach every mailbox", isUnread: false, ceiling: undefined },
  ],
  [
    "every mailbox and the door",
    [full, manage],
    undefined,
    false,
    {
      words:
        "may reach every mailbox and has half a foothold in Exchange Online, without a directory role for it",
      isUnread: false,
      ceiling: undefined,
    },
  ],
] as const)("%s", (_, roles, held, isCut, expected) => {
  expect(exchangePower(servicePrincipal(), roles, view(held, isCut))).toEqual(expected);
});

test("a directory role that only reads", () => {
  const reader = {
    ...directoryRole("Directory Readers"),
    roleDefinitionId: "/roleManagement/directory/roleDefinitions/5d6b6bb7-de71-4623-b4af-96380a352509",
  };
  const slice = viewSections({
    ...emptySections(),
    directoryRoleAssignments: { items: [reader], gaps: [] },
  });
  expect(exchangePower(servicePrincipal(), [manage], slice)).toEqual({
    words: 'can look into the settings of Exchange Online through "Security Reader"',
    isUnread: false,
    ceiling: medium("Its directory role only reads."),
  });
});

test("Microsoft's own, whatever it holds", () => {
  const { ceiling } = exchangePower(microsoftPrincipal(), [manage], view(undefined, false));
  expect(ceiling).toEqual({
    band: "info",
    because: "Microsoft runs the application and gave it the permission.",
  });
});
