import { createHash } from "node:crypto";

/** The same id for the same text, so two starts of one description answer alike. */
export function simulatedId(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Ids of grants and assignments are no GUIDs but base64url of several. */
export function simulatedKey(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
