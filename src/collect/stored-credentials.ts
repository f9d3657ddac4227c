import type { Known } from "../inventory/known.ts";
import type { StoredCredential } from "../inventory/sections.ts";
import { dateOrNull, isRecord, type Origin, readEach, readId, shortened, textOrNull } from "./properties.ts";

/**
 * The passwords or keys of an application or service principal. Built field by field, so that `key`, `secretText` and
 * `hint` cannot come along.
 * @param absent what it means that the list was left out, where it may be: it is documented as not nullable
 */
export function readCredentials(
  value: unknown,
  list: "passwordCredentials" | "keyCredentials",
  origin: Origin,
  absent?: readonly StoredCredential[],
): Known<readonly StoredCredential[]> {
  return readEach(value, list, origin, (entry) => credentialOf(entry, list === "keyCredentials"), absent);
}

/** https://learn.microsoft.com/graph/api/resources/keycredential, …/passwordcredential: all but keyId may be null. */
function credentialOf(entry: unknown, isKey: boolean): StoredCredential | undefined {
  if (!isRecord(entry)) return undefined;
  const keyId = readId(entry["keyId"]);
  const displayName = textOrNull(entry["displayName"]);
  const startDateTime = dateOrNull(entry["startDateTime"]);
  // Null is "never ends": a date that was not understood must not become it.
  const endDateTime = dateOrNull(entry["endDateTime"]);
  const customKeyIdentifier = textOrNull(entry["customKeyIdentifier"]);
  const type = isKey ? keyWord(entry["type"]) : null;
  const usage = isKey ? keyWord(entry["usage"]) : null;
  if (
    keyId === undefined ||
    displayName === undefined ||
    startDateTime === undefined ||
    endDateTime === undefined ||
    customKeyIdentifier === undefined ||
    type === undefined ||
    usage === undefined
  )
    return undefined;
  const name = displayName === null ? null : shortened(displayName);
  return { keyId, displayName: name, startDateTime, endDateTime, type, usage, customKeyIdentifier };
}

/** Type and usage tell a certificate from a secret and a sign-in from SAML: without them it could be either. */
function keyWord(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
