import { describe, expect, test } from "vitest";
import { countryLocation, ipLocation } from "../azure/describe-logs.ts";
import { known, type Raw, unknown } from "./entra-answers.ts";
import { collectFrom } from "./replay.ts";
import { daysAgo, NOW, readLog, said } from "./log-harness.ts";

const office = ipLocation({ ranges: ["203.0.113.0/24", "2001:db8::/32"] });
const PATH = "/identity/conditionalAccess/namedLocations";

describe("named locations", () => {
  test("those that are trusted, those that are not, and countries", async () => {
    const namedLocations = [
      office,
      ipLocation({ displayName: "Partner", ranges: ["198.51.100.0/24"], isTrusted: false }),
      countryLocation("Benelux", ["BE", "NL", "LU"]),
    ];
    const { items, gaps } = await readLog("namedLocations", { namedLocations });
    expect(gaps).toEqual([]);
    expect(items).toHaveLength(3);
    expect(items).toEqual(
      expect.arrayContaining([
        {
          id: `${PATH}/${String(office["id"])}`,
          name: "Head office",
          isTrusted: known(true),
          ranges: known(["203.0.113.0/24", "2001:db8::/32"]),
        },
        expect.objectContaining({
          name: "Partner",
          isTrusted: known(false),
          ranges: known(["198.51.100.0/24"]),
        }),
        expect.objectContaining({ name: "Benelux", isTrusted: known(false), ranges: known([]) }),
      ]),
    );
  });

  test("with no more than the least permission", async () => {
    const may = { permissions: ["Policy.Read.All"] };
    const { items, gaps } = await readLog("namedLocations", { namedLocations: [office] }, { may });
    expect([items.length, gaps]).toEqual([1, []]);
  });

  test("denied: a gap with the permission", async () => {
    const { gaps } = await readLog(
      "namedLocations",
      { namedLocations: [office] },
      { may: { permissions: [] } },
    );
    expect(gaps).toEqual([
      expect.objectContaining({ reason: "denied", scope: "/tenants/t", needs: "Policy.Read.All" }),
    ]);
  });

  const read = async (...value: readonly Raw[]) => {
    const { inventory } = await collectFrom(
      (path) => (path === `/v1.0${PATH}` ? { value } : undefined),
      ["namedLocations"],
      { since: daysAgo(30), until: NOW, workspaces: [] },
    );
    return inventory.sections.namedLocations;
  };
  const raw = (over: Raw): Raw => ({ ...office, id: "l", ...over });

  test.each<readonly [string, Raw, object]>([
    ["no word on trust", { isTrusted: undefined }, { isTrusted: { ...known(false), byDefault: true } }],
    ["a trust that is none", { isTrusted: "yes" }, { isTrusted: unknown("malformed", /is "yes"/) }],
    ["no ranges", { ipRanges: undefined }, { ranges: unknown("malformed", /ipRanges is absent/) }],
    [
      "a range that is none",
      { ipRanges: [{ cidrAddress: "office" }] },
      { ranges: unknown("malformed", /not understood/) },
    ],
    ["a range of another kind", { ipRanges: [7] }, { ranges: unknown("malformed", /not understood/) }],
    [
      "a kind that is new",
      { "@odata.type": "#microsoft.graph.compliantNetworkNamedLocation", ipRanges: undefined },
      { ranges: unknown("malformed", /is absent/) },
    ],
    ["no name", { displayName: null }, { name: "l" }],
  ])("with %s", async (_, over, expected) => {
    const { items, gaps } = await read(raw(over));
    expect([items, gaps]).toEqual([[expect.objectContaining(expected)], []]);
  });

  test.each([undefined, null, 7, "../x"])("with the id %j is a gap, and the next one is read", async (id) => {
    const { items, gaps } = await read(raw({ id }), raw({ id: "good" }));
    expect(items.map((item) => item.id)).toEqual([`${PATH}/good`]);
    expect(said(gaps)).toEqual(["malformed: a named location without a usable id"]);
  });
});
