import { defineDerivation } from "../derivation.ts";
import { canonicalId } from "../inventory/scope.ts";
import type {
  Incident,
  LocalUser,
  Resource,
  SftpLoginAnomaly,
  StateEvidence,
} from "../inventory/sections.ts";
import { hasSftpCredential } from "../inventory/sftp.ts";
import { apartOf, groupsOf, lastRows } from "./events/incident.ts";
import { ACCOUNT_DEED_SOURCES, type AccountDeed, accountDeedsOf } from "./events/sftp-account-deeds.ts";
import { perViews } from "./rbac/per-views.ts";

/** What logs tell of the accounts and local users that are there. */
export default defineDerivation({
  section: "storageEvidence",
  of: "storageAccounts",
  from: ["sftpAccountChanges", "sftpLoginAnomalies", "sftpTransferAnomalies"],
  enrich: ACCOUNT_DEED_SOURCES,

  derive(account, slice) {
    const changes = slice.sftpAccountChanges.of(account.id).map((change) => told(change, change.isUsed));
    const transfers = slice.sftpTransferAnomalies.of(account.id).map((transfer) => told(transfer, false));
    const logins = slice.sftpLoginAnomalies.of(account.id);
    const byPassword = [...logins.map(toldLogin), ...transfers];
    // The log names no user: all that could have been it are told of. An account has up to 25,000 of them.
    const uses: Readonly<Record<WayIn, Told>> = {
      password: joined(byPassword),
      key: joined([...logins.filter((login) => !login.byPassword).map(toldLogin), ...transfers]),
      none: joined([]),
    };
    const deedsOf = deedsByUser(slice);
    return [
      ...evidenceOf(account, joined([...changes, ...byPassword])),
      ...slice.localUsers.of(account.id).flatMap((user) => {
        const ofAll = uses[wayInOf(user)];
        const own = deedsOf.get(canonicalId(user.id));
        return evidenceOf(user, own === undefined ? ofAll : joined([toldDeeds(own), ofAll]));
      }),
    ];
  },
});

type Told = Pick<StateEvidence, "rows" | "rowsOmitted" | "isChain" | "incidents">;

function told({ rows, rowsOmitted }: Incident, isChain: boolean): Told {
  return { rows, rowsOmitted, isChain, incidents: 1 };
}

function toldLogin(login: SftpLoginAnomaly): Told {
  return told(login, login.kinds.includes("success-after-failures"));
}

function toldDeeds(deeds: readonly AccountDeed[]): Told {
  return {
    rows: deeds.flatMap(({ row, context = [] }) => [row, ...context]),
    rowsOmitted: 0,
    isChain: deeds.some(({ isUsed }) => isUsed),
    incidents: groupsOf(deeds, apartOf).length,
  };
}

function joined(parts: readonly Told[]): Told {
  // Several changes may be followed by the same sign-in.
  const { rows, rowsOmitted } = lastRows([...new Set(parts.flatMap((part) => part.rows))]);
  return {
    rows,
    rowsOmitted: parts.reduce((sum, part) => sum + part.rowsOmitted, rowsOmitted),
    isChain: parts.some(({ isChain }) => isChain),
    incidents: parts.reduce((sum, { incidents }) => sum + incidents, 0),
  };
}

function evidenceOf({ id, name }: Resource, all: Told): readonly StateEvidence[] {
  return all.incidents === 0 ? [] : [{ id: `${id}/storageEvidence/default`, name, stateId: id, ...all }];
}

/** How a local user can sign in over SFTP. What was not read is not ruled out. */
type WayIn = "password" | "key" | "none";

function wayInOf(user: LocalUser): WayIn {
  const any = hasSftpCredential(user);
  if (any.known && !any.value) return "none";
  const { hasSshPassword: password } = user;
  return password.known && !password.value ? "key" : "password";
}

const deedsByUser = perViews(ACCOUNT_DEED_SOURCES, (slice) =>
  Map.groupBy(accountDeedsOf(slice), ({ userId }) => (userId === null ? "" : canonicalId(userId))),
);
