import { isRecord } from "./properties.ts";

/** A word, or an expression that names a parameter. */
const CAN_BE_EFFECT = /^(?:[a-z]{1,32}|\[.{1,254}\])$/i;

/**
 * Parameters by name: `{ effect: { value: "Deny" } }`, or with `defaultValue` where they are declared. Only an effect
 * is ever looked for among them, and values can be secrets, so that any other becomes an empty text: it is set, and it
 * is no effect. Undefined where they are not understood.
 */
export function effectParameters(
  value: unknown,
  key: "value" | "defaultValue",
): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) return undefined;
  const parameters: [string, string][] = [];
  for (const [name, parameter] of Object.entries(value)) {
    if (!isRecord(parameter)) return undefined;
    const found = parameter[key];
    // Without a default it must be given where the policy is assigned.
    if (found === undefined || found === null) continue;
    parameters.push([name, typeof found === "string" && CAN_BE_EFFECT.test(found) ? found : ""]);
  }
  return Object.fromEntries(parameters.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
