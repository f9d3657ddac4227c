import { type CollectScope, defineCollector } from "../collector.ts";
import { type Known, known } from "../inventory/known.ts";
import type { EffectOverride, PolicyAssignment } from "../inventory/sections.ts";
import { assignmentScope } from "./assignment-scope.ts";
import type { RawObject } from "./azure-reader.ts";
import { inheritedBy, mergeInherited } from "./inherited.ts";
import { effectParameters } from "./policy-parameters.ts";
import {
  isRecord,
  malformed,
  nameOf,
  type Origin,
  readEach,
  readList,
  readTexts,
  readWord,
  wordOf,
} from "./properties.ts";

/** The policies that hold for a whole subscription: its own and those of the management groups above it. */
export default defineCollector({
  section: "policyAssignments",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Authorization/policyAssignments/read"],
      role: "Reader",
      without: "Nobody knows which policies keep SFTP and local users off.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const path = `${scope.id}/providers/Microsoft.Authorization/policyAssignments`;
    const origin = { scope: scope.id, request: `GET ${path}` };
    for await (const raw of azure.armList({ path, apiVersion: "2023-04-01", filter: "atScope()" })) {
      const assignment = assignmentOf(raw, origin, scope);
      if (assignment !== undefined) yield assignment;
      else {
        const fault = "a policy assignment without a usable id, scope, policyDefinitionId and parameters";
        gap(malformed(origin, fault));
      }
    }
  },

  merge: mergeInherited,
});

const ID = /\/providers\/Microsoft\.Authorization\/policyAssignments\/(?<name>[^/]+)$/i;

function assignmentOf(
  raw: RawObject,
  { request }: Origin,
  subscription: CollectScope,
): PolicyAssignment | undefined {
  const { id } = raw;
  const properties = isRecord(raw["properties"]) ? raw["properties"] : {};
  const match = typeof id === "string" ? ID.exec(id) : null;
  if (typeof id !== "string" || match === null) return undefined;
  const scope = assignmentScope(properties["scope"], id, subscription.id);
  const { policyDefinitionId } = properties;
  const parameters = effectParameters(properties["parameters"], "value");
  if (scope === undefined || typeof policyDefinitionId !== "string" || parameters === undefined)
    return undefined;
  const origin = { scope: id, request };
  return {
    id,
    name: nameOf(properties["displayName"], match.groups?.["name"] ?? id),
    scope,
    inheritedBy: inheritedBy(scope, subscription),
    policyDefinitionId,
    isEnforced: isEnforced(properties["enforcementMode"], origin),
    notScopes: readEach(properties["notScopes"], "notScopes", origin, scopeOf, []),
    isSelective: isSelective(properties["resourceSelectors"], origin),
    overrides: overridesIn(properties["overrides"], origin),
    parameters,
  };
}

function scopeOf(entry: unknown): string | undefined {
  return typeof entry === "string" && entry.startsWith("/") ? entry : undefined;
}

/** "Default" where it is left out. https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure#enforcement-mode */
function isEnforced(value: unknown, origin: Origin): Known<boolean> {
  const mode = readWord(value, "enforcementMode", origin, ["Default", "DoNotEnforce"], "Default");
  return mode.known ? known(mode.value === "Default") : mode;
}

function isSelective(value: unknown, origin: Origin): Known<boolean> {
  const selectors = readList(value, "resourceSelectors", origin);
  return selectors.known ? known(selectors.value.length > 0) : selectors;
}

/** Those of another kind, such as a version of the definition, set no effect. */
function overridesIn(value: unknown, origin: Origin): Known<readonly EffectOverride[]> {
  const overrides = readEach(value, "overrides", origin, (entry) => overrideIn(entry, origin), []);
  return overrides.known ? known(overrides.value.flat()) : overrides;
}

function overrideIn(entry: unknown, origin: Origin): readonly EffectOverride[] | undefined {
  if (!isRecord(entry) || typeof entry["kind"] !== "string") return undefined;
  if (wordOf(entry["kind"]) !== "policyeffect") return [];
  const { value: effect } = entry;
  const selectors = readEach(entry["selectors"], "selectors", origin, (selector) => selector, []);
  if (typeof effect !== "string" || !selectors.known) return undefined;
  const members: string[] = [];
  let isNarrowed = false;
  for (const selector of selectors.value) {
    if (!isRecord(selector)) return undefined;
    const named = readTexts(selector["in"], "in", origin, []);
    if (!named.known) return undefined;
    if (wordOf(selector["kind"]) !== "policydefinitionreferenceid" || named.value.length === 0)
      isNarrowed = true;
    else members.push(...named.value);
  }
  return [{ effect, members: members.length === 0 ? null : members, isSelective: isNarrowed }];
}
