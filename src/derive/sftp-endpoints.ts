import { defineDerivation } from "../derivation.ts";
import { type Gap, known, unknown, type Known } from "../inventory/known.ts";
import { ALL_GROUPS, BLOB_CATEGORIES, loggingOf } from "../inventory/log-coverage.ts";
import { networkReach } from "../inventory/network.ts";
import type { DiagnosticSetting, LocalUser, Logging, StorageAccount } from "../inventory/sections.ts";
import { canWrite, type SftpRight, sftpUsable, wider, widestRight } from "../inventory/sftp.ts";
import type { SectionView } from "../inventory/inventory.ts";

/** What stands behind an account's SFTP endpoint, judged once and read by every check and score that asks. */
export default defineDerivation({
  section: "sftpEndpoints",
  of: "storageAccounts",
  from: ["localUsers", "blobDiagnosticSettings"],

  derive(account, { localUsers, blobDiagnosticSettings }) {
    if (account.isHnsEnabled.known && !account.isHnsEnabled.value) return [];
    const users = localUsers.of(account.id);
    return [
      {
        id: `${account.id}/sftpEndpoints/default`,
        name: account.name,
        accountId: account.id,
        usable: sftpUsable(account),
        reach: networkReach(account),
        users: completeOnly(localUsers, account.id, users.length),
        widestRight: widestOf(users, localUsers, account.id),
        password: anyOf(
          users.map((user) => user.hasSshPassword),
          localUsers,
          account.id,
        ),
        sshKey: anyOf(
          users.map((user) => user.hasSshKey),
          localUsers,
          account.id,
        ),
        logging: loggingAt(account, blobDiagnosticSettings),
      },
    ];
  },
});

/** Settings of accounts with SFTP off are not asked for. A complete log is one, whatever else was not read. */
function loggingAt(account: StorageAccount, settings: SectionView<DiagnosticSetting>): Known<Logging> {
  const logging = loggingOf(settings.of(account.id), { categories: BLOB_CATEGORIES, groups: ALL_GROUPS });
  if (logging.known && logging.value === "complete") return logging;
  if (account.isSftpEnabled.known && !account.isSftpEnabled.value) return unknown(notAsked(account.id));
  const [gap] = settings.gapsAt(account.id);
  return gap === undefined ? logging : unknown(gap);
}

function notAsked(scope: string): Gap {
  const request = `GET ${scope}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings`;
  return { reason: "not-requested", scope, request, detail: "SFTP is off, and nothing to log" };
}

/** A count is the truth only where the whole list was read. */
function completeOnly(view: SectionView<LocalUser>, scope: string, value: number): Known<number> {
  const [gap] = view.gapsAt(scope);
  return gap === undefined ? known(value) : unknown(gap);
}

/** One known yes decides; a no needs every value and the whole list. */
function anyOf(
  values: readonly Known<boolean>[],
  view: SectionView<LocalUser>,
  scope: string,
): Known<boolean> {
  if (values.some((value) => value.known && value.value)) return known(true);
  const open = values.find((value) => !value.known);
  if (open !== undefined) return open;
  const [gap] = view.gapsAt(scope);
  return gap === undefined ? known(false) : unknown(gap);
}

/** The widest right that was read; unknown where one that was not read could be wider. */
function widestOf(
  users: readonly LocalUser[],
  view: SectionView<LocalUser>,
  scope: string,
): Known<SftpRight> {
  const rights = users.map(widestRight);
  const widest = wider(rights.filter((right) => right.known).map((right) => right.value));
  if (canWrite(widest)) return known(widest);
  const open = rights.find((right) => !right.known);
  if (open !== undefined) return open;
  const [gap] = view.gapsAt(scope);
  return gap === undefined ? known(widest) : unknown(gap);
}
