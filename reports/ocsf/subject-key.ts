import { createHash } from "node:crypto";

/** Of a verdict that was not reached, which has no fingerprint: the same in every scan that lacks it. */
export function subjectKey(check: string, subjectId: string): string {
  return createHash("sha256")
    .update(["not-assessed", check, subjectId.toLowerCase().toWellFormed()].join("\0"))
    .digest("hex");
}
