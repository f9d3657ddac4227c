import check from "../../../checks/events/event-app-password-or-ssh-key.ts";
import type { FactorName } from "../../../src/check.ts";
import type { KeyPush } from "../../../src/inventory/sections.ts";
import { SUBSCRIPTION } from "../build.ts";
import { guid, servicePrincipal } from "../build-entra.ts";
import { actor, incident, locationsDenied, OUTSIDE } from "../build-events.ts";
import { checkTable, type FailRow } from "../check-table.ts";

const typical: readonly FactorName[] = [
  "key-pushed",
  "outside-address",
  "within-30-days",
  "evidence-event",
  "event-without-state",
];
const fails = (what: string, over: Partial<FailRow> = {}): FailRow => ({
  fail: `${what} by "alice@contoso.example" from "${OUTSIDE}" on 2025-12-21 at 10:00 UTC.`,
  severity: "medium",
  factors: typical,
  ...over,
});

const MACHINE = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web`;

function push(over: Partial<KeyPush> = {}): KeyPush {
  return { ...incident({ targetId: MACHINE, targetName: "web" }), kinds: ["run-command"], ...over };
}

const user = { targetId: `/users/${guid("user", "bob")}`, targetName: "bob@contoso.example" } as const;
const command = fails('A command was run as an administrator of "web"');
const platform = actor({ id: guid("user", "ops"), name: "ops@contoso.example" });

checkTable(check, [
  ["the typical case", push(), command],
  [
    "an app password",
    push({ ...user, kinds: ["app-password"] }),
    fails('An app password was made for "bob@contoso.example"'),
  ],
  ["a key pair", push({ kinds: ["key-pair"], targetName: "admin" }), fails('A key pair was made as "admin"')],
  [
    "a public key",
    push({ kinds: ["public-key"], targetName: "admin" }),
    fails('A public key was brought in as "admin"'),
  ],
  [
    "VMAccess and a command",
    push({ kinds: ["vm-access", "run-command"] }),
    fails('The VMAccess extension was written to and a command was run as an administrator of "web"'),
  ],
  [
    "from a trusted range",
    push(),
    { ...command, factors: typical.with(1, "trusted-address") },
    { settings: { trustedRanges: [OUTSIDE] } },
  ],
  [
    "locations not read",
    push(),
    { ...command, factors: typical.with(1, "unknown-address") },
    { gaps: { namedLocations: [locationsDenied()] } },
  ],
  [
    "by a pipeline that the settings name by its appId, and the log by its object id",
    push({ actors: [actor({ kind: "application", id: guid("sp", "ci"), name: "ci" })] }),
    { fail: /by "ci" from/, severity: "low", factors: typical, limits: ["ceiling:low"] },
    {
      servicePrincipals: [servicePrincipal({ name: "ci" })],
      settings: { automation: { principals: [guid("appid", "ci")] } },
    },
  ],
  [
    "by the platform team that the settings name",
    push({ kinds: ["vm-access"], actors: [platform] }),
    {
      fail: /by "ops@contoso.example" from/,
      severity: "low",
      factors: typical,
      limits: ["ceiling:low"],
    },
    { settings: { automation: { principals: [guid("user", "ops")] } }, guard: true },
  ],
]);
