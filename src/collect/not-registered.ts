import { ReadError } from "../errors.ts";

/**
 * True where Azure refused because the subscription was never registered with the resource provider. Microsoft.Security
 * spells it with blanks: https://github.com/Azure/azure-sdk-for-go/issues/19900.
 */
export function isNotRegistered(error: unknown): boolean {
  const code = error instanceof ReadError ? error.code : undefined;
  return code !== undefined && CODES.has(code.replaceAll(" ", "").toLowerCase());
}

const CODES: ReadonlySet<string> = new Set(["missingsubscriptionregistration", "subscriptionnotregistered"]);
