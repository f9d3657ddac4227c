import { describe, expect, test } from "vitest";
import { armSession, errorOf, itemsOf, namesOf } from "./arm-session.ts";
import { client, subscription, tenant } from "./describe.ts";
import { managementGroup, managementGroupId } from "./describe-management-groups.ts";
import {
  builtInPolicyDefinitions,
  builtInPolicySetDefinitions,
  policyAssignment,
  policyDefinition,
  policySetDefinition,
  rule,
  storageSwitchPolicy,
} from "./describe-policies.ts";

const landing = managementGroupId("landing-zones");
const denySftp = storageSwitchPolicy("isSftpEnabled", landing);
const guardRails = policySetDefinition("Guard-Rails", landing, [
  { policyDefinitionId: String(denySftp["id"]), parameters: { effect: { value: "Audit" } } },
]);
const plain = subscription({ displayName: "Plain" });
const inProduction = `/subscriptions/${subscription().subscriptionId}`;
const production = subscription({
  policyAssignments: [
    policyAssignment("own", String(denySftp["id"]), inProduction),
    policyAssignment("inside", String(denySftp["id"]), `${inProduction}/resourceGroups/rg-data`),
  ],
  policyDefinitions: [policyDefinition("own-definition", inProduction)],
  policySetDefinitions: [policySetDefinition("own-set", inProduction, [])],
});
const contoso = tenant({
  subscriptions: [production, plain],
  managementGroups: [managementGroup({ subscriptions: [production.subscriptionId] })],
  inheritedPolicyAssignments: [
    policyAssignment("landing", String(guardRails["id"]), landing, { enforcementMode: "DoNotEnforce" }),
    policyAssignment("root", "/x", managementGroupId(tenant().tenantId)),
  ],
  inheritedPolicyDefinitions: [denySftp],
  inheritedPolicySetDefinitions: [guardRails],
});
const version = "2023-04-01";
const list = (type: string, { subscriptionId }: typeof production = production) =>
  `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/${type}`;

describe("policy assignments", () => {
  test("of a subscription hold those above it and, unless it is asked not to, those inside", async () => {
    const { get } = await armSession(contoso);
    expect(namesOf(await get(list("policyAssignments"), version))).toEqual([
      "own",
      "inside",
      "landing",
      "root",
    ]);
    const atScope = { $filter: "atScope()" };
    expect(namesOf(await get(list("policyAssignments"), version, atScope))).toEqual([
      "own",
      "landing",
      "root",
    ]);
    expect(namesOf(await get(list("policyAssignments", plain), version))).toEqual(["root"]);
    const odd = { $filter: "atExactScope()" };
    expect(errorOf(await get(list("policyAssignments"), version, odd)).slice(0, 2)).toEqual([
      400,
      "UnsupportedQuery",
    ]);
  });

  test("say what is assigned, where, and whether it is enforced", async () => {
    const { get } = await armSession(contoso);
    expect(itemsOf(await get(list("policyAssignments"), version))[2]).toMatchObject({
      id: `${landing}/providers/Microsoft.Authorization/policyAssignments/landing`,
      type: "Microsoft.Authorization/policyAssignments",
      properties: {
        policyDefinitionId: `${landing}/providers/Microsoft.Authorization/policySetDefinitions/Guard-Rails`,
        scope: landing,
        notScopes: [],
        parameters: {},
        enforcementMode: "DoNotEnforce",
      },
    });
  });
});

test.each([
  ["policyDefinitions", "Deny-Storage-SFTP", "own-definition", builtInPolicyDefinitions()],
  ["policySetDefinitions", "Guard-Rails", "own-set", builtInPolicySetDefinitions()],
])(
  "%s are Microsoft's and custom ones, those above the subscription included",
  async (type, above, own, builtIn) => {
    const { get } = await armSession(contoso);
    const names = async (filter?: string, of = production) =>
      namesOf(await get(list(type, of), version, filter === undefined ? {} : { $filter: filter }));
    const microsofts = builtIn.map(({ name }) => name);
    expect(await names()).toEqual([...microsofts, above, own]);
    expect(await names("policyType eq 'Custom'")).toEqual([above, own]);
    expect(await names("policyType eq 'BuiltIn'")).toEqual(microsofts);
    expect(await names("policyType eq 'Custom'", plain)).toEqual([]);
    const answer = await get(list(type), version, { $filter: "category eq 'Storage'" });
    expect(errorOf(answer).slice(0, 2)).toEqual([400, "UnsupportedQuery"]);
  },
);

test("a definition asks about a switch, and an initiative hands parameters on", async () => {
  const { get } = await armSession(contoso);
  const [definition] = itemsOf(
    await get(list("policyDefinitions"), version, { $filter: "policyType eq 'Custom'" }),
  );
  expect(definition).toMatchObject({
    properties: {
      policyType: "Custom",
      parameters: { effect: { defaultValue: "Deny" } },
      policyRule: rule(
        { allOf: [{}, { field: "Microsoft.Storage/storageAccounts/isSftpEnabled", equals: true }] },
        "[parameters('effect')]",
      ),
    },
  });
  const [set] = itemsOf(
    await get(list("policySetDefinitions"), version, { $filter: "policyType eq 'Custom'" }),
  );
  expect(set).toMatchObject({
    properties: {
      policyDefinitions: [
        {
          policyDefinitionId: `${landing}/providers/Microsoft.Authorization/policyDefinitions/Deny-Storage-SFTP`,
          parameters: { effect: { value: "Audit" } },
        },
      ],
    },
  });
});

test.each(["policyAssignments", "policyDefinitions", "policySetDefinitions"] as const)(
  "%s want a right, a version and pages",
  async (type) => {
    const action = `Microsoft.Authorization/${type}/read`;
    const denied = await armSession(contoso, {}, client({ denied: [{ scope: inProduction, action }] }));
    expect(errorOf(await denied.get(list(type), version))).toEqual([
      403,
      "AuthorizationFailed",
      expect.stringContaining(`perform action '${action}' over scope '${inProduction}'`),
    ]);
    const { get } = await armSession(contoso, { pageSize: { [type]: 1 } });
    expect(errorOf(await get(list(type), "2016-01-01")).slice(0, 2)).toEqual([400, "InvalidResourceType"]);
    const first = (await get(list(type), version)).json() as { value: object[]; nextLink: string };
    expect([first.value.length, first.nextLink]).toEqual([1, expect.stringContaining("$skiptoken=")]);
  },
);
