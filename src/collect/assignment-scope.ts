import { contains, parentOf } from "../inventory/scope.ts";

/**
 * Where an assignment of a list of a subscription holds: the root, a management group, the subscription or something in
 * it. Anything else cannot be there, and is not understood.
 * @param own what it says itself; where it says nothing, its id begins with the scope
 */
export function assignmentScope(own: unknown, id: string, subscription: string): string | undefined {
  const told = own === undefined || own === null || own === "" ? scopeIn(id) : own;
  if (typeof told !== "string") return undefined;
  const isAbove = told === "/" || MANAGEMENT_GROUP.test(told);
  return isAbove || contains(subscription, told) ? told : undefined;
}

const MANAGEMENT_GROUP = /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+\/?$/i;

/** An assignment at the root has nothing before its provider. */
function scopeIn(id: string): string {
  return parentOf(parentOf(id)) || "/";
}
