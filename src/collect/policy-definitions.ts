import { defineCollector } from "../collector.ts";
import { type Gap, known, type Known, unknown } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { PolicyDefinition, PolicyMember } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { effectParameters } from "./policy-parameters.ts";
import { switchesIn } from "./policy-rule.ts";
import {
  isRecord,
  malformed,
  nameOf,
  type Origin,
  readEach,
  readText,
  textOrNull,
  wordOf,
} from "./properties.ts";

/**
 * Custom policy definitions that name the switches of SFTP and local users, and custom initiatives, whose members may
 * be such definitions. A subscription's list holds those of the management groups above it, so that many are seen from
 * several, and each is kept once.
 */
export default defineCollector({
  section: "policyDefinitions",
  per: "tenant",
  after: ["subscriptions"],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Authorization/policyDefinitions/read"],
      role: "Reader",
      without: "Nobody knows what the tenant's own policies deny.",
    },
    {
      plane: "arm",
      anyOf: ["Microsoft.Authorization/policySetDefinitions/read"],
      role: "Reader",
      without: "Nobody knows which policies the tenant's own initiatives hold.",
    },
  ],

  async *collect(_, { azure, each, gap, have }) {
    // A hundred initiatives above two thousand subscriptions are not held two thousand times until their turn comes;
    // one that another list shows differently is yielded all the same, since two answers for one id are a gap.
    const seen = new Map<string, string>();
    const isNew = (definition: PolicyDefinition): boolean => {
      const id = canonicalId(definition.id);
      const text = JSON.stringify(definition).toLowerCase();
      const known = seen.get(id);
      seen.set(id, text);
      return known !== text;
    };
    // Both lists at once: a subscription is done with everything else long before.
    const lists = TYPES.flatMap((type) =>
      have.subscriptions.items.map(({ id, name }) => ({ id, name, type })),
    );
    yield* each(lists, read);

    async function* read({ id: subscription, type }: { readonly id: string; readonly type: Type }) {
      const path = `${subscription}/providers/Microsoft.Authorization/${type}`;
      // What is not understood leaves open what holds in each subscription that lists it.
      const origin = { scope: subscription, request: `GET ${path}` };
      const filter = "policyType eq 'Custom'";
      for await (const raw of azure.armList({ path, apiVersion: "2023-04-01", filter })) {
        if (isBuiltIn(raw)) continue;
        const read = KINDS[type](raw, origin);
        if (!read.known) gap(read.gap);
        else if (matters(read.value) && isNew(read.value)) yield read.value;
      }
    }
  },
});

const KINDS = { policyDefinitions: definitionOf, policySetDefinitions: initiativeOf } as const;
const TYPES = ["policyDefinitions", "policySetDefinitions"] as const;

type Type = (typeof TYPES)[number];

function matters({ kind, tests, unclear }: PolicyDefinition): boolean {
  return kind === "initiative" || tests.length + unclear.length > 0;
}

/** Where a cloud takes no notice of the filter. */
function isBuiltIn({ properties }: RawObject): boolean {
  return isRecord(properties) && ["builtin", "static"].includes(wordOf(properties["policyType"]));
}

/** Both kinds share what they are named by and which parameters they take. */
function commonOf({ id, properties }: RawObject, type: RegExp) {
  const match = typeof id === "string" ? type.exec(id) : null;
  if (typeof id !== "string" || match === null || !isRecord(properties)) return undefined;
  const parameterDefaults = effectParameters(properties["parameters"], "defaultValue");
  if (parameterDefaults === undefined) return undefined;
  const name = nameOf(properties["displayName"], match.groups?.["name"] ?? id);
  return { properties, item: { id, name, parameterDefaults } };
}

const DEFINITION = /\/providers\/Microsoft\.Authorization\/policyDefinitions\/(?<name>[^/]+)$/i;
const INITIATIVE = /\/providers\/Microsoft\.Authorization\/policySetDefinitions\/(?<name>[^/]+)$/i;

function definitionOf(raw: RawObject, at: Origin): Known<PolicyDefinition> {
  const common = commonOf(raw, DEFINITION);
  if (common === undefined) return unknown(notUsable(at));
  const origin = { scope: common.item.id, request: at.request };
  const { policyRule } = common.properties;
  const rule = isRecord(policyRule) ? policyRule : {};
  const then = isRecord(rule["then"]) ? rule["then"] : {};
  const switches = switchesIn(rule["if"]);
  // It may look for anything, and matters where it is assigned.
  if (switches === undefined)
    return unknown(malformed(origin, "a policy definition whose rule is not understood"));
  return known({
    ...common.item,
    kind: "definition",
    ...switches,
    effect: readText(then["effect"], "effect", origin),
    members: known([]),
  });
}

function initiativeOf(raw: RawObject, at: Origin): Known<PolicyDefinition> {
  const common = commonOf(raw, INITIATIVE);
  if (common === undefined) return unknown(notUsable(at));
  const origin = { scope: common.item.id, request: at.request };
  return known({
    ...common.item,
    kind: "initiative",
    tests: [],
    unclear: [],
    effect: known(null),
    members: readEach(common.properties["policyDefinitions"], "policyDefinitions", origin, memberOf),
  });
}

function notUsable(origin: Origin): Gap {
  return malformed(origin, "a policy without a usable id and parameters");
}

function memberOf(entry: unknown): PolicyMember | undefined {
  if (!isRecord(entry)) return undefined;
  const { policyDefinitionId } = entry;
  const parameters = effectParameters(entry["parameters"], "value");
  const referenceId = textOrNull(entry["policyDefinitionReferenceId"]);
  if (typeof policyDefinitionId !== "string" || parameters === undefined || referenceId === undefined)
    return undefined;
  return { policyDefinitionId, referenceId, parameters };
}
