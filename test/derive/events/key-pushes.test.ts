import { describe, expect, test } from "vitest";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import type { AzureChange, AzureEvent, DirectoryEvent, KeyPush } from "../../../src/inventory/sections.ts";
import { denied, SUBSCRIPTION } from "../../checks/build.ts";
import { auditTarget, directoryEvent, userTarget } from "../../checks/build-directory-events.ts";
import { guid } from "../../checks/build-entra.ts";
import { actor, azureChange, azureEvent, EVENT_TIME, OUTSIDE } from "../../checks/build-events.ts";
import { tenant } from "../build-tenant.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const COMPUTE = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute`;
const MACHINE = `${COMPUTE}/virtualMachines/web`;
const SCALE_SET = `${COMPUTE}/virtualMachineScaleSets/pool`;
const KEY = `${COMPUTE}/sshPublicKeys/admin`;

const pushes = (items: Items, gaps: Gaps = {}) =>
  deriveFrom({ tenants: [tenant()], ...items }, gaps).keyPushes;
const told = (...azureEvents: readonly AzureEvent[]) => pushes({ azureEvents }).items;

function event(what: string, resourceId: string, over: Partial<AzureChange> = {}): AzureEvent {
  return azureEvent({ operation: `Microsoft.Compute/${what}`, resourceId, change: known(azureChange(over)) });
}

const VM_ACCESS = { extensionType: "VMAccessForLinux" } as const;

describe("by way of Azure", () => {
  test("a command that was run, with who, when and from where", () => {
    expect(told(event("virtualMachines/runCommand/action", MACHINE))).toEqual([
      {
        id: `${MACHINE}/logEvents/${guid("corr", "1")}`,
        name: "web",
        targetId: MACHINE,
        targetName: "web",
        first: EVENT_TIME,
        last: EVENT_TIME,
        actors: [actor()],
        rows: [
          {
            time: EVENT_TIME,
            source: "activity-log",
            operation: "Microsoft.Compute/virtualMachines/runCommand/action",
            actor: "alice@contoso.example",
            ip: OUTSIDE,
            userAgent: null,
            detail: 'A command was run as an administrator of "web".',
            queryId: "q23",
          },
        ],
        rowsOmitted: 0,
        states: [],
        kinds: ["run-command"],
      },
    ] satisfies readonly KeyPush[]);
  });

  test.each<[string, AzureEvent, KeyPush["kinds"][number], string]>([
    ["a key pair", event("sshPublicKeys/generateKeyPair/action", KEY), "key-pair", KEY],
    ["a public key", event("SSHPUBLICKEYS/WRITE", KEY), "public-key", KEY],
    [
      "a managed command",
      event("virtualMachines/runCommands/write", `${MACHINE}/runCommands/x`),
      "run-command",
      MACHINE,
    ],
    [
      "a command on a scale set",
      event("virtualMachineScaleSets/virtualMachines/runCommand/action", `${SCALE_SET}/virtualMachines/0`),
      "run-command",
      SCALE_SET,
    ],
    [
      "a managed command on a scale set",
      event(
        "virtualMachineScaleSets/virtualMachines/runCommands/write",
        `${SCALE_SET}/virtualMachines/0/runCommands/x`,
      ),
      "run-command",
      SCALE_SET,
    ],
    [
      "VMAccess by its type",
      event("virtualMachines/extensions/write", `${MACHINE}/extensions/ops`, VM_ACCESS),
      "vm-access",
      MACHINE,
    ],
    [
      "VMAccess for Windows",
      event("virtualMachines/extensions/write", `${MACHINE}/extensions/ops`, {
        extensionType: "VMAccessAgent",
      }),
      "vm-access",
      MACHINE,
    ],
    [
      "VMAccess by its name",
      event("virtualMachines/extensions/write", `${MACHINE}/extensions/enablevmaccess`),
      "vm-access",
      MACHINE,
    ],
    [
      "VMAccess on a scale set",
      event("virtualMachineScaleSets/extensions/write", `${SCALE_SET}/extensions/x`, VM_ACCESS),
      "vm-access",
      SCALE_SET,
    ],
    [
      "VMAccess on one of a scale set",
      event(
        "virtualMachineScaleSets/virtualMachines/extensions/write",
        `${SCALE_SET}/virtualMachines/0/extensions/x`,
        VM_ACCESS,
      ),
      "vm-access",
      SCALE_SET,
    ],
    [
      "on what the log names otherwise",
      event("virtualMachines/runCommand/action", "/elsewhere/web"),
      "run-command",
      "/elsewhere/web",
    ],
  ])("%s", (_, pushed, kind, targetId) => {
    expect(told(pushed).map((push) => [push.kinds, push.targetId])).toEqual([[[kind], targetId]]);
  });

  test.each<[string, AzureEvent]>([
    [
      "another extension",
      event("virtualMachines/extensions/write", `${MACHINE}/extensions/monitor`, {
        extensionType: "AzureMonitorLinuxAgent",
      }),
    ],
    [
      "an extension whose body is lost",
      { ...event("virtualMachines/extensions/write", `${MACHINE}/extensions/x`), change: known(null) },
    ],
    ["a machine that is written", event("virtualMachines/write", MACHINE)],
    ["a look at a command", event("virtualMachines/runCommands/read", MACHINE)],
  ])("not %s", (_, other) => {
    expect(told(other)).toEqual([]);
  });

  test("two logs tell it once, and several steps under one correlation id are one", () => {
    const command = event("virtualMachines/runCommand/action", MACHINE);
    const copy = { ...command, source: "log-analytics" as const, resourceId: MACHINE.toUpperCase() };
    const access = {
      ...event("virtualMachines/extensions/write", `${MACHINE}/extensions/x`, VM_ACCESS),
      id: "/x",
    };
    const { items } = pushes({ azureEvents: [command, access], workspaceEvents: [copy] });
    expect(items.map(({ kinds, rows }) => [kinds, rows.length])).toEqual([[["vm-access", "run-command"], 2]]);
  });
});

describe("app passwords", () => {
  const OPERATION = "Create application password for user";
  const made = (over: Parameters<typeof directoryEvent>[0] = {}) =>
    directoryEvent({ operation: OPERATION, targets: [userTarget("bob")], ...over });
  const passwords = (...directoryEvents: readonly DirectoryEvent[]) => pushes({ directoryEvents }).items;

  test("made for a user", () => {
    const [push, ...more] = passwords(made());
    expect(more).toEqual([]);
    expect(push).toMatchObject({
      id: `/users/${guid("user", "bob")}/logEvents/${guid("corr", "1")}`,
      targetName: "bob@contoso.example",
      kinds: ["app-password"],
      states: [],
    });
    expect(push?.rows.map(({ detail, queryId }) => [detail, queryId])).toEqual([
      ['An app password, which needs no second factor, was made for "bob@contoso.example".', "q22"],
    ]);
  });

  test.each<[string, DirectoryEvent["targets"], string, string]>([
    [
      "without a user principal name",
      [auditTarget({ type: "USER", id: "u1", name: "Bob" })],
      "/users/u1",
      "Bob",
    ],
    ["without any name", [auditTarget({ type: "User", id: "u1", name: null })], "/users/u1", "unknown"],
    [
      "beside another target",
      [auditTarget(), userTarget("bob")],
      `/users/${guid("user", "bob")}`,
      "bob@contoso.example",
    ],
    ["without an id", [auditTarget({ type: "User", id: null })], made().id, "unknown"],
    ["without a target", [], made().id, "unknown"],
  ])("of a user %s", (_, targets, id, name) => {
    expect(passwords(made({ targets })).map(({ targetId, targetName }) => [targetId, targetName])).toEqual([
      [id, name],
    ]);
  });

  test("two logs tell it once", () => {
    const copy = made({ source: "log-analytics" });
    const twin = { ...copy, id: copy.id.toUpperCase() };
    expect(
      passwords(twin, made(), made({ auditId: "2" })).map(({ rows }) => rows.map(({ source }) => source)),
    ).toEqual([["directory-audits"], ["directory-audits"]]);
  });

  test("in any case, with blanks, and not where one is deleted", () => {
    expect(passwords(made({ operation: ` ${OPERATION.toUpperCase()} ` }))).toHaveLength(1);
    expect(passwords(made({ operation: "Delete application password for user" }))).toEqual([]);
  });
});

describe("what was not read", () => {
  const gapsOf = (over: Partial<AzureEvent>): readonly Gap[] =>
    pushes({ azureEvents: [azureEvent({ resourceId: `${MACHINE}/extensions/x`, ...over })] }).gaps;
  const operation = "Microsoft.Compute/virtualMachines/extensions/write";

  test("an extension whose body could not be read", () => {
    expect(gapsOf({ operation, change: unknown(denied()) })).toEqual([denied()]);
  });

  test.each<[string, Partial<AzureEvent>]>([
    [
      "that names itself",
      { operation, change: unknown(denied()), resourceId: `${MACHINE}/extensions/vmaccess` },
    ],
    ["that could be read", { operation }],
    ["of another kind", { operation: "Microsoft.Compute/virtualMachines/write", change: unknown(denied()) }],
  ])("not one %s", (_, over) => {
    expect(gapsOf(over)).toEqual([]);
  });

  test("gaps of the logs", () => {
    expect(pushes({}, { directoryEvents: [denied("/audits")] }).gaps).toEqual([denied("/audits")]);
  });
});
