import { defineCollector } from "../collector.ts";
import { gapOf } from "../errors.ts";
import { type Known, unknown } from "../inventory/known.ts";
import type { ConsentConditions, PermissionGrantPolicy } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import {
  CUT,
  isRecord,
  malformed,
  nameOf,
  type Origin,
  readEach,
  readFlag,
  readId,
  readTexts,
  textOrNull,
} from "./properties.ts";

const GRANT = { needs: "Policy.Read.PermissionGrant" } as const;
const PATH = "/policies/permissionGrantPolicies";
const REQUEST = `GET /v1.0${PATH}`;

const LISTS = ["includes", "excludes"] as const;
type List = (typeof LISTS)[number];

interface Policy {
  readonly id: string;
  readonly name: string;
  readonly lists: Map<List, Known<readonly ConsentConditions[]>>;
}

/** What a consent may cover, by the policies that the authorization policy names. */
export default defineCollector({
  section: "permissionGrantPolicies",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: [GRANT.needs],
      without: "Nobody knows how far the tenant's own consent policies go.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const missing: { readonly policy: Policy; readonly list: List }[] = [];
    // Conditions are relationships: $select would take them out of the answer.
    // https://learn.microsoft.com/graph/api/permissiongrantpolicy-list
    for await (const raw of azure.graphList({ path: PATH, top: null })) {
      const policy = policyOf(raw);
      if (policy === undefined) {
        const fault = "a permission grant policy without a usable id";
        gap(malformed({ scope: scope.id, request: REQUEST }, fault));
        continue;
      }
      const left = LISTS.filter((list) => !policy.lists.has(list)).map((list) => ({ policy, list }));
      if (left.length === 0) yield itemOf(policy);
      missing.push(...left);
    }

    const queryOf = ({ policy, list }: { readonly policy: Policy; readonly list: List }) => ({
      path: `${policy.id}/${list}`,
      top: null,
    });
    for await (const { item, values, ...rest } of azure.graphLists(missing, queryOf)) {
      const { policy, list } = item;
      const origin = { scope: policy.id, request: `GET /v1.0${policy.id}/${list}` };
      policy.lists.set(
        list,
        "error" in rest
          ? unknown(gapOf(rest.error, policy.id, GRANT))
          : readEach(values, list, origin, conditionsOf),
      );
    }
    for (const policy of new Set(missing.map((one) => one.policy))) yield itemOf(policy);
  },
});

function policyOf(raw: RawObject): Policy | undefined {
  const objectId = readId(raw["id"]);
  if (objectId === undefined) return undefined;
  const id = `${PATH}/${objectId}`;
  const origin = { scope: id, request: REQUEST };
  // One of which only the first page came is asked for as a whole.
  const present = LISTS.filter((list) => raw[list] !== undefined && raw[list] !== null && raw[list] !== CUT);
  return {
    id,
    name: nameOf(raw["displayName"], objectId),
    lists: new Map(present.map((list) => [list, readEach(raw[list], list, origin, conditionsOf)])),
  };
}

function itemOf({ id, name, lists }: Policy): PermissionGrantPolicy {
  const conditions = (list: List): Known<readonly ConsentConditions[]> =>
    lists.get(list) ?? unknown(malformed({ scope: id, request: `GET /v1.0${id}/${list}` }, "no answer came"));
  return { id, name, includes: conditions("includes"), excludes: conditions("excludes") };
}

/** Nowhere: an entry that is not understood is said of its whole list. */
const INSIDE: Origin = { scope: "", request: "" };

/** What is left out is "all", "any" or false: https://learn.microsoft.com/graph/api/resources/permissiongrantconditionset */
function conditionsOf(entry: unknown): ConsentConditions | undefined {
  if (!isRecord(entry)) return undefined;
  const permissionType = textOrNull(entry["permissionType"]);
  const classification = textOrNull(entry["permissionClassification"]);
  const resourceApplication = textOrNull(entry["resourceApplication"]);
  const permissions = all(entry["permissions"]);
  const ids = all(entry["clientApplicationIds"]);
  const tenants = all(entry["clientApplicationTenantIds"]);
  const publishers = all(entry["clientApplicationPublisherIds"]);
  const verified = readFlag(entry["clientApplicationsFromVerifiedPublisherOnly"], "", INSIDE, false);
  if (permissionType === undefined || classification === undefined || resourceApplication === undefined)
    return undefined;
  if (permissions === undefined || ids === undefined || tenants === undefined || publishers === undefined)
    return undefined;
  if (!verified.known) return undefined;
  return {
    permissionType,
    permissionClassification: classification ?? "all",
    resourceApplication: resourceApplication ?? "any",
    permissions,
    clientApplicationsFromVerifiedPublisherOnly: verified.value,
    clientApplicationIds: ids,
    clientApplicationTenantIds: tenants,
    clientApplicationPublisherIds: publishers,
  };
}

function all(value: unknown): readonly string[] | undefined {
  const texts = readTexts(value, "", INSIDE, ["all"]);
  return texts.known ? texts.value : undefined;
}
