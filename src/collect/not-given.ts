import type { Section } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";

/** Sections that come from what a person hands over, and nobody did: an earlier report, logs. */
export function notGiven(tenant: string): {
  readonly localUserHistory: Section<never>;
  readonly sftpUses: Section<never>;
} {
  const nothing = (request: string, detail: string): Section<never> => {
    const gap: Gap = { reason: "not-requested", scope: `/tenants/${tenant}`, request, detail };
    return { items: [], gaps: [gap] };
  };
  return {
    localUserHistory: nothing("the baseline", "there is no earlier report to compare with"),
    sftpUses: nothing("StorageBlobLogs", "no log of SFTP sign-ins was given"),
  };
}
