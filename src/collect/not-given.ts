import type { Section } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import type { SectionName } from "../inventory/sections.ts";

/** What a person may ask for beside what is read anyway. */
export interface Given {
  readonly readSshKeys: boolean;
  /** True where Log Analytics workspaces were named. */
  readonly logWorkspaces: boolean;
  /** True where there is an earlier report. */
  readonly baseline?: boolean;
}

/** What `--log-workspace` would tell, which no other source does. */
const OF_WORKSPACES = {
  sftpUses: ["StorageBlobLogs", "when SFTP was last used"],
  sftpOperations: ["StorageBlobLogs", "who signed in over SFTP, from where, and what was moved"],
  graphActivities: ["MicrosoftGraphActivityLogs", "what applications asked Microsoft Graph"],
  exchangeEvents: ["OfficeActivity", "what was changed in Exchange Online"],
} as const satisfies Partial<Record<SectionName, readonly [table: string, tells: string]>>;

const NO_BASELINE = "there is no earlier report to compare with";

/** Sections that come from what a person hands over or asks for, and nobody did: an earlier report, logs, a flag. */
export function notGiven(
  tenant: string,
  { readSshKeys, logWorkspaces, baseline }: Given,
): Partial<Record<SectionName, Section<never>>> {
  const nothing = (request: string, detail: string): Section<never> => {
    const gap: Gap = { reason: "not-requested", scope: `/tenants/${tenant}`, request, detail };
    return { items: [], gaps: [gap] };
  };
  const logs = Object.entries(OF_WORKSPACES).map(
    ([section, [table, tells]]): readonly [string, Section<never>] => [
      section,
      nothing(table, `--log-workspace was not given, which would tell ${tells}`),
    ],
  );
  return {
    ...(baseline
      ? {}
      : {
          localUserHistory: nothing("the baseline", NO_BASELINE),
          credentialHistory: nothing("the baseline", NO_BASELINE),
        }),
    ...(readSshKeys
      ? {}
      : { localUserKeys: nothing("POST localUsers/listKeys", "--read-ssh-keys was not given") }),
    // The same events are read from the Activity Log: without a workspace nothing is missing.
    ...(logWorkspaces ? {} : { ...Object.fromEntries(logs), workspaceEvents: { items: [], gaps: [] } }),
  };
}
