import { describe, expect, test } from "vitest";
import { azureRoleAssignment } from "../../azure/describe-azure-roles.ts";
import { subscription } from "../../azure/describe.ts";
import { idsOf, readerOf } from "./graph-harness.ts";

const { subscriptionId } = subscription();
const scope = `/subscriptions/${subscriptionId}`;
const path = `${scope}/providers/Microsoft.Authorization/roleAssignments`;
const roleAssignments = Array.from({ length: 5 }, (_, at) =>
  azureRoleAssignment(`00000000-0000-4000-8000-00000000000${at}`, "Reader", scope),
);
const tenant = { subscriptions: [subscription({ roleAssignments })] };
const query = { path, apiVersion: "2022-04-01" };
const paged = { pageSize: { roleAssignments: 2 } };

describe("a plain list of ARM", () => {
  test("is read to its end, in the version that was asked for", async () => {
    const { azure, reader, meter } = await readerOf(tenant, paged);
    const { ids, error } = await idsOf(reader.armList(query));
    expect(error).toBeUndefined();
    expect(ids).toHaveLength(5);
    expect(meter).toEqual({ requests: 3, pages: 3, retries: 0 });
    expect(azure.log.at(-1)?.query["api-version"]).toBe("2022-04-01");
  });

  test("a filter goes along", async () => {
    const { azure, reader } = await readerOf(tenant);
    const definitions = `${scope}/providers/Microsoft.Authorization/roleDefinitions`;
    await idsOf(
      reader.armList({ path: definitions, apiVersion: "2022-04-01", filter: "type eq 'CustomRole'" }),
    );
    const asked = azure.log.at(-1);
    expect(asked?.query["$filter"]).toBe("type eq 'CustomRole'");
    // "+" stands for a blank in forms alone.
    expect(asked?.url).toContain("?api-version=2022-04-01&$filter=type%20eq%20%27CustomRole%27");
  });

  test("so do the properties that are wanted, and what stands in a filter stays in it", async () => {
    const { azure, reader } = await readerOf(tenant);
    const filter = "name eq 'a&b#c+d=é'";
    await idsOf(reader.armList({ ...query, filter, select: ["claims", "event name"] }));
    expect(azure.log.at(-1)?.query).toEqual({
      "api-version": "2022-04-01",
      $filter: filter,
      $select: "claims,event name",
    });
  });

  test.each([
    ["denied", /^denied: status 403, AuthorizationFailed/],
    ["next-link-loop", /^malformed: the next page is one already read/],
    ["next-link-foreign", /^malformed: the next page lies on another origin/],
    ["null-value", /^malformed: the answer is no list$/],
    ["html", /^malformed: the answer is no JSON object/],
  ] as const)("%s on page 2: what came before is kept", async (kind, error) => {
    const { azure, reader } = await readerOf(tenant, paged);
    azure.fault({ route: "roleAssignments", page: 2, answer: { kind } });
    const read = await idsOf(reader.armList(query));
    expect(read.error).toMatch(error);
    expect(new Set(read.ids).size).toBe(kind.startsWith("next-link") ? 4 : 2);
    expect(azure.log.filter(({ host }) => host === "foreign")).toEqual([]);
  });

  test("a name in the path stays a name", async () => {
    const { azure, reader } = await readerOf(tenant);
    await idsOf(reader.armList({ ...query, path: `${scope}/resourceGroups/a?b#c/providers/x` }));
    expect(azure.log.at(-1)?.path).toBe(`${scope}/resourceGroups/a%3Fb%23c/providers/x`);
  });
});
