import type { DirectoryObject } from "./describe-entra.ts";
import { sevenDigits } from "./log-times.ts";
import { simulatedId } from "./simulated-id.ts";

/** What every deed has, whichever log tells it. */
export interface Deed {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** A user, who has a userPrincipalName, or a service principal. */
  readonly by: DirectoryObject;
  /** Where the log names none it is null: that is so of applications in Entra ID's audits. */
  readonly ip?: string | null;
  readonly userAgent?: string;
  readonly correlationId?: string;
}

/** Documentation addresses, https://www.rfc-editor.org/rfc/rfc5737 */
export const officeAddress = "203.0.113.10";
export const outsideAddress = "198.51.100.77";

export function isUser(by: DirectoryObject): boolean {
  return typeof by["userPrincipalName"] === "string";
}

export function nameOf(thing: DirectoryObject): string {
  const { displayName } = thing;
  return typeof displayName === "string" ? displayName : thing.id;
}

/** The user principal name, or of an application its object id, as Azure's logs name who called. */
export function callerOf(by: DirectoryObject): string {
  return isUser(by) ? String(by["userPrincipalName"]) : by.id;
}

/** A deed's own correlation id: the same for the same deed, and another for every other one. */
export function correlationOf({ at, by, correlationId }: Deed, what: string): string {
  return correlationId ?? simulatedId(`correlation ${what} ${at} ${by.id}`);
}

/** The same instant, `ms` later, to the tenth of a microsecond. */
export function later(at: string, ms = 0): string {
  return sevenDigits(new Date(Date.parse(at) + ms).toISOString());
}
