import type { Slice } from "./inventory.ts";
import { type Gap, type Known, known, unknown } from "./known.ts";
import { canonicalId } from "./scope.ts";
import type { PolicyAssignment, PolicyDefinition, PolicyMember, StorageSwitch } from "./sections.ts";

/** What becomes of an account whose switch is on. Other effects neither stop nor report it: null. */
export type PolicyEffect = "deny" | "audit" | "disabled" | null;

/** From the weakest to the strongest. */
const STRENGTH: readonly PolicyEffect[] = [null, "disabled", "audit", "deny"];

/** https://learn.microsoft.com/azure/governance/policy/concepts/effect-basics */
const EFFECTS: ReadonlyMap<string, PolicyEffect> = new Map<string, PolicyEffect>([
  ["deny", "deny"],
  ["audit", "audit"],
  ["auditifnotexists", "audit"],
  ["disabled", "disabled"],
  ...["append", "addToNetworkGroup", "deployIfNotExists", "denyAction", "manual", "modify", "mutate"].map(
    (effect): [string, PolicyEffect] => [effect.toLowerCase(), null],
  ),
]);

/** The strongest that is known decides where it is a Deny; below that, one that is unknown could be stronger. */
export function strongest(effects: readonly Known<PolicyEffect>[]): Known<PolicyEffect> {
  const read = effects.flatMap((effect) => (effect.known ? [effect.value] : []));
  const found = STRENGTH.findLast((effect) => read.includes(effect)) ?? null;
  return (found === "deny" ? undefined : effects.find((effect) => !effect.known)) ?? known(found);
}

/**
 * The effect that an assignment has on a switch wherever it holds: of its definition, or of those members of its
 * initiative that look for the switch. Undefined where it has nothing to do with the switch.
 */
export function effectOn(
  name: StorageSwitch,
  assignment: PolicyAssignment,
  { policyDefinitions }: Slice<"policyDefinitions">,
): Known<PolicyEffect> | undefined {
  const unread = notUnderstood(assignment.policyDefinitionId, policyDefinitions);
  if (unread !== undefined) return unknown(unread);
  const assigned = policyDefinitions.get(assignment.policyDefinitionId);
  // Microsoft's own, which do not know the switches, or one of those that ask about something else.
  if (assigned === undefined) return undefined;
  if (assigned.kind === "definition") return effectOf(assigned, null);
  if (!assigned.members.known) return assigned.members;
  const effects = assigned.members.value.flatMap((member) => {
    const gap = notUnderstood(member.policyDefinitionId, policyDefinitions);
    if (gap !== undefined) return unknown(gap);
    const definition = policyDefinitions.get(member.policyDefinitionId);
    return (definition && effectOf(definition, { ...member, initiative: assigned })) ?? [];
  });
  return effects.length === 0 ? undefined : strongest(effects);

  function effectOf(
    definition: PolicyDefinition,
    member: Membership | null,
  ): Known<PolicyEffect> | undefined {
    const isUnclear = definition.unclear.includes(name);
    if (!isUnclear && !definition.tests.includes(name)) return undefined;
    const effect = enforced(assignment, overridden(assignment, definition, member));
    if (!isUnclear || !effect.known) return effect;
    if (effect.value !== "deny") return known(null);
    return notTold(assignment, `what the policy "${definition.name}" looks for`);
  }
}

/** What was said of one definition and not understood. A list that was cut is asked about where it was asked for. */
function notUnderstood(
  id: string,
  definitions: Slice<"policyDefinitions">["policyDefinitions"],
): Gap | undefined {
  return definitions.gapsAt(id).find(({ scope }) => canonicalId(scope) === canonicalId(id));
}

interface Membership extends PolicyMember {
  readonly initiative: PolicyDefinition;
}

/** An assignment that is not enforced reports at most; one with selectors leaves out what nobody asked about. */
function enforced(assignment: PolicyAssignment, effect: Known<PolicyEffect>): Known<PolicyEffect> {
  const { isEnforced, isSelective } = assignment;
  if (effect.known && effect.value !== "deny") return effect;
  if (!isEnforced.known) return isEnforced;
  if (!isEnforced.value) return known(effect.known ? "audit" : null);
  if (!isSelective.known) return isSelective;
  return isSelective.value ? notTold(assignment, "which resources it selects") : effect;
}

/** What the assignment sets in place of the definition's own effect; two that differ leave it open. */
function overridden(
  assignment: PolicyAssignment,
  definition: PolicyDefinition,
  member: Membership | null,
): Known<PolicyEffect> {
  const { overrides } = assignment;
  if (!overrides.known) return overrides;
  const reference = member?.referenceId?.toLowerCase();
  const own = overrides.value.filter(
    ({ members }) => members === null || members.some((id) => id.toLowerCase() === reference),
  );
  const inherent = declared(assignment, definition, member);
  if (own.length === 0) return inherent;
  const effects = own.map(({ effect }) => effectNamed(effect, assignment));
  if (own.every(({ isSelective }) => isSelective)) effects.push(inherent);
  const values = new Set(effects.map((effect) => (effect.known ? effect.value : undefined)));
  const [value] = values;
  return values.size > 1 || value === undefined
    ? notTold(assignment, "which of its overrides counts")
    : known(value);
}

interface Level {
  readonly given: Readonly<Record<string, string>>;
  readonly defaults: Readonly<Record<string, string>>;
}

/** `[parameters('effect')]` is looked up where the definition was used, and again where the initiative was. */
function declared(
  assignment: PolicyAssignment,
  definition: PolicyDefinition,
  member: Membership | null,
): Known<PolicyEffect> {
  if (!definition.effect.known) return definition.effect;
  const outer = (defaults: Level["defaults"]): Level => ({ given: assignment.parameters, defaults });
  const levels =
    member === null
      ? [outer(definition.parameterDefaults)]
      : [
          { given: member.parameters, defaults: definition.parameterDefaults },
          outer(member.initiative.parameterDefaults),
        ];
  let effect = definition.effect.value ?? "";
  for (const { given, defaults } of levels) {
    const parameter = PARAMETER.exec(effect)?.groups?.["name"];
    if (parameter === undefined) break;
    effect = valueOf(given, parameter) ?? valueOf(defaults, parameter) ?? "";
  }
  return effectNamed(effect, assignment);
}

const PARAMETER = /^\[\s*parameters\(\s*'(?<name>[^']+)'\s*\)\s*\]$/i;

/** Names of parameters ignore case. */
function valueOf(values: Readonly<Record<string, string>>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(values).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function effectNamed(word: string, assignment: PolicyAssignment): Known<PolicyEffect> {
  const effect = EFFECTS.get(word.toLowerCase());
  return effect === undefined ? notTold(assignment, "the effect") : known(effect);
}

/** Read, and more than is worked out here: nothing is missing in the scan. */
function notTold({ id, name }: PolicyAssignment, what: string): Known<never> {
  const detail = `${what} cannot be told of the policy assignment "${name}"`;
  return unknown({ reason: "unsupported", scope: id, request: "section policyAssignments", detail });
}
