import { createHash, hash } from "node:crypto";
import { canonicalId } from "./scope.ts";

/**
 * The identity of a finding across scans: SHA-256 in hex over the check, the subject's id without regard to case,
 * and the finding's own key. Names are left out, so that it survives a rename.
 */
export function fingerprint(check: string, subjectId: string, key = ""): string {
  return hash("sha256", `${check}\0${canonicalId(subjectId)}\0${key}`);
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
