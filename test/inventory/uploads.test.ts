import { describe, expect, test } from "vitest";
import { type Gap, type Known, known, unknown } from "../../src/inventory/known.ts";
import type { LocalUser } from "../../src/inventory/sections.ts";
import { uploadPaths, uploadsTo } from "../../src/inventory/uploads.ts";
import { denied, localUser, scope } from "../checks/build.ts";

const may = (...scopes: readonly ReturnType<typeof scope>[]) =>
  localUser({ permissionScopes: known(scopes) });
const scopesDenied = unknown(denied("/scopes"));
const aclDenied = unknown(denied("/acl"));
const strange = (permissions: string, service = "blob"): Known<boolean> =>
  unknown({
    reason: "malformed",
    scope: localUser().id,
    request: "GET localUsers",
    detail: `permissions "${permissions}" on service "${service}" are not documented`,
  });

describe("uploads", () => {
  test.each<[string, LocalUser, Known<boolean>, Known<boolean>]>([
    ["writes", may(scope("rw")), known(true), known(true)],
    ["creates", may(scope("c")), known(true), known(true)],
    ["owns", may(scope("o")), known(true), known(true)],
    ["changes permissions", may(scope("P")), known(true), known(true)],
    ["deletes", may(scope("rld")), known(false), known(false)],
    ["reads", may(scope("rl")), known(false), known(false)],
    ["no scope", may(), known(false), known(false)],
    ["in another container", may(scope("w", "other"), scope("r")), known(true), known(false)],
    ["in a folder of it", may(scope("w", "/uploads/in")), known(true), known(true)],
    ["in other case", may(scope("w", "Uploads")), known(true), known(true)],
    ["in a container whose name begins so", may(scope("w", "uploads2")), known(true), known(false)],
    ["to a share", may(scope("rw", "uploads", "file")), known(false), known(false)],
    ["with ACLs", localUser({ allowAclAuthorization: known(true) }), known(true), known(true)],
    [
      "with ACLs, scopes not read",
      localUser({ allowAclAuthorization: known(true), permissionScopes: scopesDenied }),
      known(true),
      known(true),
    ],
    ["scopes not read", localUser({ permissionScopes: scopesDenied }), scopesDenied, scopesDenied],
    ["ACLs not read", localUser({ allowAclAuthorization: aclDenied }), aclDenied, aclDenied],
    [
      "writes, ACLs not read",
      localUser({ allowAclAuthorization: aclDenied, permissionScopes: known([scope("w")]) }),
      known(true),
      known(true),
    ],
    ["a letter that is not documented", may(scope("rz")), strange("rz"), strange("rz")],
    ["one beside a letter that writes", may(scope("wz")), known(true), known(true)],
    ["one in another container", may(scope("rz", "other"), scope("r")), strange("rz"), known(false)],
    [
      "a service that is not documented",
      may(scope("w", "uploads", "table")),
      strange("w", "table"),
      strange("w", "table"),
    ],
  ])("%s: anywhere, and to one container", (_, user, anywhere, there) => {
    expect(uploadsTo(user)).toEqual(anywhere);
    expect(uploadsTo(user, "uploads")).toEqual(there);
  });
});

describe("paths", () => {
  const byAcl: Gap = {
    reason: "unsupported",
    scope: localUser().id,
    request: "GET localUsers",
    detail: "ACLs of paths decide where the user uploads, and only the data plane shows them",
  };

  test.each<[string, Partial<LocalUser>, readonly string[], readonly Gap[]]>([
    [
      "of scopes that write, and of the home directory",
      {
        permissionScopes: known([
          scope("w", "a"),
          scope("r", "b"),
          scope("c", "/c//in/"),
          scope("w", "d", "file"),
        ]),
        homeDirectory: known("b/home"),
      },
      ["a/", "c/in/", "b/home/"],
      [],
    ],
    [
      "no home directory",
      { permissionScopes: known([scope("w", "a")]), homeDirectory: known(null) },
      ["a/"],
      [],
    ],
    ["the root", { permissionScopes: known([]), homeDirectory: known("/") }, [], []],
    [
      "ACLs",
      {
        allowAclAuthorization: known(true),
        permissionScopes: known([scope("w", "a")]),
        homeDirectory: known("b"),
      },
      ["a/", "b/"],
      [byAcl],
    ],
    [
      "nothing read",
      {
        permissionScopes: scopesDenied,
        homeDirectory: unknown(denied("/home")),
        allowAclAuthorization: aclDenied,
      },
      [],
      [denied("/scopes"), denied("/home"), denied("/acl")],
    ],
  ])("%s", (_, over, items, gaps) => {
    expect(uploadPaths(localUser(over))).toEqual({ items, gaps });
  });
});
