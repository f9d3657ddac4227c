import { describe, expect, test } from "vitest";
import { known } from "../../../src/inventory/known.ts";
import { access, memberHop, ways, roleHop } from "../../checks/build-access.ts";
import { denied } from "../../checks/build.ts";
import { identityId, userAssignedIdentity } from "../../checks/build-credentials.ts";
import { azureRole, guid, managedIdentity } from "../../checks/build-entra.ts";
import { type Items } from "../../inventory/sections-with.ts";
import { IDENTITY_CONTRIBUTOR, OPS, creator, sp, takeovers } from "./build-takeovers.ts";

describe("identities that many may write", () => {
  const names = Array.from({ length: 12 }, (_, at) => `id${String.fromCodePoint(97 + at)}`);
  const items = (over: Items = {}): Items => ({
    userAssignedIdentities: [...names.slice(5), ...names.slice(0, 5)].map((name) =>
      userAssignedIdentity({ name, principalId: known(guid("sp", name)) }),
    ),
    servicePrincipals: names.map((name) => managedIdentity({ name })),
    sftpAccess: names.map((name) => creator(name)),
    roleDefinitions: [IDENTITY_CONTRIBUTOR],
    roleAssignments: [azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool"))],
    ...over,
  });

  test("three of them are hops, and the others are counted", () => {
    const [found, ...others] = takeovers(items());
    expect(others).toEqual([]);
    expect(found).toMatchObject({ identities: 3, ways: { more: 9, cut: { cutsAll: true } } });
    expect(found?.ways?.paths.map(([first]) => first?.to.name)).toEqual(["ida", "idb", "idc"]);
  });

  test("three of one role, whoever else may write some of them", () => {
    const [found] = takeovers(
      items({
        roleAssignments: [
          azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool")),
          ...names
            .slice(0, 5)
            .map((name) => azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "job"), { scope: identityId(name) })),
        ],
      }),
    ).filter(({ start }) => start.name === guid("sp", "tool"));
    expect(found).toMatchObject({ identities: 3, ways: { more: 9 } });
    expect(found?.ways?.paths.map(([first]) => first?.to.name)).toEqual(["ida", "idb", "idc"]);
  });

  test("the shortest ways among them", () => {
    const far = names
      .slice(0, 11)
      .map((name) => creator(name, { creates: ways([memberHop(sp(name), OPS), roleHop(OPS)]) }));
    const [found] = takeovers(items({ sftpAccess: [...far, creator("idl")] }));
    expect(found?.ways?.paths.map(([first]) => first?.to.name)).toEqual(["idl", "ida", "idb"]);
  });

  test("those that lead to accounts come before those of which that is open", () => {
    const [open, creating] = [sp("ida"), "idl"];
    const [found] = takeovers(
      items({ sftpAccess: [access({ principal: open, gaps: [denied()] }), creator(creating)] }),
    );
    expect(found?.ways?.paths.map(([first]) => first?.to.name)).toEqual(["idl"]);
  });

  test("what else is written stands, when another role of the identity is gone", () => {
    const shared = { ...roleHop(OPS) };
    const sftpAccess = names.map((name) =>
      creator(name, { creates: ways([memberHop(sp(name), OPS), shared]) }),
    );
    const of = (count: number) =>
      takeovers(
        items({
          sftpAccess: sftpAccess.slice(0, count),
          roleAssignments: [
            azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool")),
            azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool"), { id: "/r2" }),
            azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "job")),
          ],
        }),
      )[0];
    // Two roles write the identities, so that the group's role is what they have in common.
    expect(of(3)?.ways?.cut).toMatchObject({ cutsAll: true, hop: { right: "creates-local-users" } });
    expect(of(12)?.ways?.cut).toMatchObject({ cutsAll: false, hop: { right: "creates-local-users" } });
  });
});
