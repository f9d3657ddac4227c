import { expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { managedIdentity, principalId, role, servicePrincipal, guid } from "../checks/build-entra.ts";
import { graphDenied, grant } from "../checks/build-entra.ts";
import { deriveFrom } from "./derive-from.ts";

test("one for every service principal, with what it may do and nobody else", () => {
  const { effectivePermissions } = deriveFrom({
    servicePrincipals: [servicePrincipal(), managedIdentity()],
    appRoleAssignments: [role("Mail.Read")],
    oauth2PermissionGrants: [grant("Mail.ReadWrite", { holder: "vm-identity" })],
  });
  expect(effectivePermissions).toEqual({
    items: [
      {
        id: `${principalId()}/effectivePermissions/default`,
        name: "billing",
        principalId: principalId(),
        appId: guid("appid", "billing"),
        powers: {
          items: [
            {
              kind: "application-role",
              name: "Mail.Read",
              tier: 1,
              at: "Microsoft Graph",
              through: null,
              eligible: false,
            },
          ],
          gaps: [],
        },
      },
      {
        id: `${principalId("vm-identity")}/effectivePermissions/default`,
        name: "vm-identity",
        principalId: principalId("vm-identity"),
        appId: guid("appid", "vm-identity"),
        powers: {
          items: [
            {
              kind: "delegated-scope",
              name: "Mail.ReadWrite",
              tier: 1,
              at: "Microsoft Graph",
              through: null,
              eligible: false,
            },
          ],
          gaps: [],
        },
      },
    ],
    gaps: [],
    inherited: [],
  });
});

test("is found under its service principal", () => {
  const sections = deriveFrom({ servicePrincipals: [servicePrincipal()] });
  const view = viewSections(sections).effectivePermissions;
  expect(view.of(principalId().toUpperCase()).map(({ name }) => name)).toEqual(["billing"]);
});

test("what any source lacks leaves the powers of each principal open, and the section has the gap", () => {
  const gap = graphDenied("RoleManagement.Read.Directory", "GET /v1.0/roleManagement/directory");
  const { effectivePermissions } = deriveFrom(
    { servicePrincipals: [servicePrincipal(), managedIdentity()] },
    { directoryRoleAssignments: [gap] },
  );
  expect(effectivePermissions.gaps).toEqual([gap]);
  expect(effectivePermissions.items.map(({ powers }) => powers)).toEqual([
    { items: [], gaps: [gap] },
    { items: [], gaps: [gap] },
  ]);
});

test("principals that were not listed are an inherited gap", () => {
  const gap = graphDenied("Application.Read.All");
  expect(deriveFrom({}, { servicePrincipals: [gap] }).effectivePermissions).toEqual({
    items: [],
    gaps: [],
    inherited: [gap],
  });
});

test("many gaps and many principals do not make a product", () => {
  const gaps = Array.from({ length: 5000 }, (_, at) => ({
    ...graphDenied("GroupMember.Read.All"),
    scope: `/groups/${at}`,
  }));
  const servicePrincipals = Array.from({ length: 5000 }, (_, at) => servicePrincipal({ name: `app-${at}` }));
  const { items } = deriveFrom({ servicePrincipals }, { groupMembers: gaps }).effectivePermissions;
  expect(items).toHaveLength(5000);
  expect(items.at(-1)?.powers.gaps).toBe(items[0]?.powers.gaps);
});
