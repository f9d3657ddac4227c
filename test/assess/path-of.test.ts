import { expect, test } from "vitest";
import { pathOf } from "../../src/assess/path-of.ts";
import type { Hop, Ways } from "../../src/inventory/sections.ts";

const hop = (name: string): Hop => ({
  from: { id: `/users/${name}`, kind: "user", name },
  right: "owns",
  to: { id: "/applications/a", kind: "application", name: "a" },
  because: `${name} owns it.`,
  proof: {
    id: `/applications/a/owners/${name}`,
    scope: "/applications/a",
    source: "GET /v1.0/applications/a/owners",
  },
  eligible: false,
  conditional: true,
});
const told = (name: string) => ({
  from: `/users/${name}`,
  fromType: "user",
  fromName: name,
  right: "owns",
  to: "/applications/a",
  toType: "application",
  toName: "a",
  because: `${name} owns it.`,
  proof: `/applications/a/owners/${name}`,
  scope: "/applications/a",
  source: "GET /v1.0/applications/a/owners",
  eligible: false,
  conditional: true,
});
const gone: Hop = { ...hop("ann"), proof: { id: "/applications/a", scope: "/", source: "GET /x" } };

test.each<[string, Ways, object]>([
  ["one path", { paths: [[hop("ann")]], more: 0, cut: null }, { path: [told("ann")] }],
  [
    "several, and what ends them",
    {
      paths: [[hop("ann")], [hop("ann"), hop("bob")]],
      more: 4,
      cut: { hop: hop("ann"), cutsAll: true, rows: 7 },
    },
    {
      path: [told("ann")],
      otherPaths: [[told("ann"), told("bob")]],
      pathsOmitted: 4,
      cut: "az ad app owner remove --id=a --owner-object-id=ann",
      cutEffect: { proof: "/applications/a/owners/ann", cutsAll: true, subjects: 7 },
    },
  ],
  [
    "a cut that nothing does",
    { paths: [[hop("ann")]], more: 0, cut: { hop: gone, cutsAll: true, rows: 1 } },
    { path: [told("ann")] },
  ],
])("%s", (_, ways, expected) => {
  expect(pathOf(ways)).toEqual(expected);
});
