import type { Gap } from "./known.ts";

/** Without the license for eligible roles there are none: the one gap that is an answer. */
export function leavesOpen({ reason, request }: Gap): boolean {
  return reason !== "unsupported" || !request.endsWith("/roleEligibilityScheduleInstances");
}
