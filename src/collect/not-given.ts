import type { Section } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";

/** Sections that come from what a person hands over or asks for, and nobody did: an earlier report, logs, a flag. */
export function notGiven(
  tenant: string,
  readSshKeys = false,
): {
  readonly localUserHistory: Section<never>;
  readonly sftpUses: Section<never>;
  readonly localUserKeys?: Section<never>;
} {
  const nothing = (request: string, detail: string): Section<never> => {
    const gap: Gap = { reason: "not-requested", scope: `/tenants/${tenant}`, request, detail };
    return { items: [], gaps: [gap] };
  };
  return {
    localUserHistory: nothing("the baseline", "there is no earlier report to compare with"),
    sftpUses: nothing("StorageBlobLogs", "no log of SFTP sign-ins was given"),
    ...(readSshKeys
      ? {}
      : { localUserKeys: nothing("POST localUsers/listKeys", "--read-ssh-keys was not given") }),
  };
}
