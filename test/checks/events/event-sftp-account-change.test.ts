import check from "../../../checks/events/event-sftp-account-change.ts";
import type { FactorName } from "../../../src/check.ts";
import type { IncidentState, SftpAccountChange } from "../../../src/inventory/sections.ts";
import { accountId } from "../build.ts";
import { guid } from "../build-entra.ts";
import { actor, locationsDenied, namedLocation, sftpAccountChange } from "../build-events.ts";
import { checkTable, type FailRow } from "../check-table.ts";

const typical: readonly FactorName[] = [
  "sftp-account-changed",
  "outside-address",
  "within-30-days",
  "evidence-event",
];
const BY = 'by "alice@contoso.example" from "203.0.113.7" on 2025-12-21 at 10:00 UTC';
const fails = (what: string, over: Partial<FailRow> = {}): FailRow => ({
  fail: `${what} ${BY}.`,
  severity: "high",
  factors: typical,
  ...over,
});
const enabled = fails('SFTP was switched on at "acct"');

const user = (name: string, presence: IncidentState["presence"] = "present"): IncidentState => ({
  id: `${accountId("acct")}/localUsers/${name}`,
  name,
  presence,
});
const change = (
  kinds: SftpAccountChange["kinds"],
  states: readonly IncidentState[] = [],
  over: Partial<SftpAccountChange> = {},
) => sftpAccountChange({ kinds, states, ...over });

const pipeline = actor({ kind: "application", id: guid("sp", "ci"), appId: guid("appid", "ci"), name: "ci" });
const automation = { automation: { principals: [guid("appid", "ci")] } };
const made = change(["local-user-written", "password-regenerated"], [user("partner")]);

checkTable(check, [
  ["the typical case", sftpAccountChange(), enabled],
  [
    "a local user and its password",
    made,
    fails('A local user was written and a password was made at "acct", of local user "partner"'),
  ],
  [
    "everything at once",
    change(
      ["sftp-enabled", "local-users-enabled", "network-opened", "shared-key-regenerated"],
      [user("a"), user("b")],
    ),
    fails(
      'SFTP was switched on, local users were switched on, the public network was opened and a shared key was made at "acct", of local user "a", "b"',
    ),
  ],
  [
    "used within a day: a chain",
    sftpAccountChange({ isUsed: true, last: "2025-12-28T00:00:00.000Z" }),
    fails("", {
      fail: `SFTP was switched on at "acct" ${BY}; somebody signed in within a day.`,
      factors: ["sftp-account-changed", "outside-address", "within-7-days", "evidence-chain"],
    }),
  ],
  [
    "a user that is gone since",
    change(["local-user-written"], [user("partner", "gone")]),
    fails('A local user was written at "acct", of local user "partner"', {
      factors: [...typical, "event-without-state"],
    }),
  ],
  [
    "used, and gone since: an event without its state stays under 80",
    change(["local-user-written"], [user("partner", "gone")], {
      isUsed: true,
      last: "2026-01-01T00:00:00.000Z",
    }),
    {
      fail: `A local user was written at "acct", of local user "partner" ${BY}; somebody signed in within a day.`,
      severity: "high",
      factors: [
        "sftp-account-changed",
        "outside-address",
        "within-7-days",
        "evidence-chain",
        "event-without-state",
      ],
      limits: ["gate:event"],
    },
  ],
  [
    "from a trusted location: told all the same",
    sftpAccountChange({ actors: [actor({ ip: "198.51.100.7" })] }),
    {
      fail: 'SFTP was switched on at "acct" by "alice@contoso.example" from "198.51.100.7" on 2025-12-21 at 10:00 UTC.',
      severity: "medium",
      factors: ["sftp-account-changed", "trusted-address", "within-30-days", "evidence-event"],
    },
    { namedLocations: [namedLocation()] },
  ],
  [
    "from a trusted location, and none is trusted",
    sftpAccountChange({ actors: [actor({ ip: "198.51.100.7" })] }),
    {
      fail: 'SFTP was switched on at "acct" by "alice@contoso.example" from "198.51.100.7" on 2025-12-21 at 10:00 UTC.',
      severity: "high",
      factors: typical,
    },
    { namedLocations: [namedLocation()], settings: { anyIp: true } },
  ],
  [
    "from a range of the settings",
    sftpAccountChange(),
    fails('SFTP was switched on at "acct"', {
      severity: "medium",
      factors: ["sftp-account-changed", "trusted-address", "within-30-days", "evidence-event"],
    }),
    { settings: { trustedRanges: ["203.0.113.0/24"] } },
  ],
  [
    "locations not read",
    sftpAccountChange(),
    fails('SFTP was switched on at "acct"', {
      severity: "medium",
      factors: ["sftp-account-changed", "unknown-address", "within-30-days", "evidence-event"],
    }),
    { gaps: { namedLocations: [locationsDenied()] } },
  ],
  [
    "nobody is named",
    sftpAccountChange({ actors: [actor({ kind: "unknown", id: null, name: "unknown", ip: null })] }),
    {
      fail: 'SFTP was switched on at "acct" by somebody whom the logs do not name on 2025-12-21 at 10:00 UTC.',
      severity: "medium",
      factors: ["sftp-account-changed", "unknown-address", "within-30-days", "evidence-event"],
    },
  ],
  [
    "old",
    sftpAccountChange({ last: "2025-09-01T00:00:00.000Z" }),
    fails('SFTP was switched on at "acct"', {
      severity: "medium",
      factors: ["sftp-account-changed", "outside-address", "evidence-event"],
    }),
  ],

  [
    "a pipeline that the settings name",
    { ...made, actors: [pipeline] },
    {
      fail: /by "ci" from/,
      severity: "low",
      factors: typical,
      limits: ["ceiling:low"],
    },
    { settings: automation, guard: true },
  ],
  [
    "a pipeline and somebody else",
    { ...made, actors: [pipeline, actor()] },
    { fail: /by "alice@contoso.example", "ci" from/, severity: "high", factors: typical },
    { settings: automation },
  ],
  [
    "an account that is meant to serve SFTP",
    change(["sftp-enabled", "local-users-enabled"], sftpAccountChange().states),
    fails('SFTP was switched on and local users were switched on at "acct"', {
      severity: "low",
      limits: ["ceiling:low"],
    }),
    { settings: { expected: { sftp: ["ac*"], localUsers: [] } }, guard: true },
  ],
  [
    "a local user of an account that is meant to serve SFTP",
    change(["sftp-enabled", "local-user-written"], [user("partner")]),
    fails('SFTP was switched on and a local user was written at "acct", of local user "partner"'),
    { settings: { expected: { sftp: ["acct"], localUsers: [] } } },
  ],
  [
    "keys that were listed, and a user that was deleted: nobody was let in",
    change(["keys-listed", "local-user-deleted"], [user("partner")]),
    fails('Keys were listed and a local user was deleted at "acct", of local user "partner"', {
      severity: "medium",
      limits: ["ceiling:medium"],
    }),
    { guard: true },
  ],
]);
