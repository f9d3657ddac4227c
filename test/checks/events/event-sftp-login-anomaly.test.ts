import check from "../../../checks/events/event-sftp-login-anomaly.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { accountId, denied, localUser, openAccount } from "../build.ts";
import { actor, locationsDenied, OUTSIDE, sftpLoginAnomaly } from "../build-events.ts";
import { checkTable, type FailRow } from "../check-table.ts";

const typical: readonly FactorName[] = [
  "sftp-login-forced",
  "outside-address",
  "within-30-days",
  "evidence-chain",
];
const alone = typical.with(3, "evidence-event");
const REFUSED = `Sign-in over SFTP to "acct" from "${OUTSIDE}" was refused 40 times, first on 2025-12-21 at 10:00 UTC`;
const forced: FailRow = {
  fail: `${REFUSED}, and somebody signed in from there after it with a password.`,
  severity: "high",
  factors: typical,
};
const guessed: FailRow = {
  fail: `${REFUSED}.`,
  severity: "medium",
  factors: alone,
  limits: ["ceiling:medium"],
};

const burst = sftpLoginAnomaly({ kinds: ["failed-burst"], byPassword: false });
const newcomer = sftpLoginAnomaly({ kinds: ["new-address"], failures: 0 });
const nowhere = actor({ kind: "unknown", id: null, name: "unknown", ip: null });

checkTable(check, [
  ["the typical case", sftpLoginAnomaly(), forced],
  [
    "success with a key",
    sftpLoginAnomaly({ byPassword: false }),
    { ...forced, fail: `${REFUSED}, and somebody signed in from there after it.` },
  ],
  [
    "success, on an account without passwords today",
    sftpLoginAnomaly({ rowsOmitted: 1 }),
    forced,
    { storageAccounts: [openAccount()], localUsers: [localUser()] },
  ],
  [
    "SFTP off since",
    sftpLoginAnomaly({ states: [{ id: accountId("acct"), name: "acct", presence: "gone" }] }),
    { ...forced, factors: [...typical, "event-without-state"], limits: ["gate:event"] },
  ],
  [
    "from an address that the log does not name",
    sftpLoginAnomaly({ ip: null, actors: [nowhere] }),
    {
      fail: /from an address that the log does not name was refused 40 times/,
      severity: "high",
      factors: typical.with(1, "unknown-address"),
    },
  ],
  [
    "from a partner's address",
    sftpLoginAnomaly(),
    { ...forced, severity: "medium", factors: typical.with(1, "trusted-address") },
    { settings: { trustedRanges: [OUTSIDE] } },
  ],
  [
    "locations not read",
    sftpLoginAnomaly(),
    { ...forced, factors: typical.with(1, "unknown-address") },
    { gaps: { namedLocations: [locationsDenied()] } },
  ],

  ["a burst that nobody got through", burst, guessed, { guard: true }],
  [
    "a burst, and a user with a password",
    burst,
    guessed,
    { storageAccounts: [openAccount()], localUsers: [localUser({ hasSshPassword: known(true) })] },
  ],
  [
    "a burst, and passwords not read",
    burst,
    guessed,
    { storageAccounts: [openAccount()], localUsers: [localUser({ hasSshPassword: unknown(denied()) })] },
  ],
  [
    "a burst, and no password to guess",
    burst,
    { ...guessed, severity: "low", limits: ["ceiling:low"] },
    { storageAccounts: [openAccount()], localUsers: [localUser()], guard: true },
  ],
  [
    "a new address",
    newcomer,
    {
      fail: `Somebody signed in to "acct" with a password from "${OUTSIDE}" on 2025-12-21 at 10:00 UTC, an address that was not seen in the 30 days before.`,
      severity: "medium",
      factors: alone,
      limits: ["ceiling:medium"],
    },
    { guard: true },
  ],
  [
    "a new address that failed as well",
    sftpLoginAnomaly({ kinds: ["failed-burst", "new-address"] }),
    guessed,
    { storageAccounts: [openAccount()], localUsers: [localUser()] },
  ],
]);
