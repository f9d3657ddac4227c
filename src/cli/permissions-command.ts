import { Command, Option } from "commander";
import { type Layout, paragraph } from "../../reports/terminal/layout.ts";
import { counted, listed } from "../../reports/text/words.ts";
import { loadChecks } from "../assess/load-checks.ts";
import type { AnyCheck } from "../check.ts";
import { allCollectors, collectorsFor } from "../collect/collectors.ts";
import type { Permission } from "../collector.ts";
import type { SectionName } from "../inventory/sections.ts";
import { sectionsOf } from "../scan.ts";
import type { Host } from "./host.ts";
import {
  type GrantGroup,
  grantGroups,
  grantsFor,
  isAction,
  leastGrants,
  lossesWithout,
  type SectionPermission,
} from "./least-permissions.ts";
import { addCheckOptions } from "./options.ts";
import { selectChecks } from "./select-checks.ts";
import { setupScript } from "./setup-script.ts";

/** What must be granted so that the sections can be read, as far as a scan with these flags reads them. */
export function permissionsFor(
  sections: readonly SectionName[],
  { readSshKeys = false, logWorkspace = false }: PermissionFlags = {},
): readonly SectionPermission[] {
  // Which workspaces and since when changes nothing of what must be granted.
  const logs = { since: "", until: "", workspaces: logWorkspace ? ["any"] : [] };
  return collectorsFor(sections, allCollectors({ readSshKeys, logs })).flatMap(({ section, permissions }) =>
    permissions.map((permission) => ({ section, ...permission })),
  );
}

/** Flags of a scan that make it read more. */
export interface PermissionFlags {
  readonly readSshKeys?: boolean;
  readonly logWorkspace?: boolean;
}

interface PermissionsFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly checks?: readonly string[];
  readonly readSshKeys?: true;
  readonly logWorkspace?: true;
  readonly json?: true;
  readonly script?: true;
}

export function permissionsCommand(host: Host): Command {
  const command = addCheckOptions(
    new Command("permissions").description("List what must be granted, and what is lost without it."),
  );
  return command
    .option("--read-ssh-keys", "also what a scan with --read-ssh-keys needs")
    .option("--log-workspace", "also what a scan with --log-workspace needs")
    .addOption(new Option("--json", "as JSON: one entry for each section and permission").conflicts("script"))
    .option("--script", "az commands that set up a read-only application with GitHub OIDC and no secret")
    .action(async ({ checks, only = [], skip = [], json, script, ...flags }: PermissionsFlags) => {
      const selected = selectChecks(await loadChecks(checks), only, skip).map(({ check }) => check);
      const permissions = permissionsFor(sectionsOf(selected), flags);
      if (json) {
        host.stdout.write(`${JSON.stringify(rowsOf(permissions, selected), null, 2)}\n`);
        return;
      }
      const width = Math.min(host.stdout.columns ?? 100, 100);
      const ids = selected.map(({ id }) => id);
      const lines = script
        ? setupScript(leastGrants(permissions), grantGroups(permissions, selected), ids)
        : describe(permissions, selected, { color: false, width });
      for (const line of lines) host.stdout.write(`${line}\n`);
    });
}

/** Each permission with what of the least set gives it, and what the checks lose where nothing does. */
function rowsOf(permissions: readonly SectionPermission[], checks: readonly AnyCheck[]): readonly object[] {
  const least = leastGrants(permissions);
  return permissions.map((permission) => ({
    ...permission,
    grants: grantsFor(permission, least),
    ...lossesWithout([permission], permissions, checks),
  }));
}

const PLANES: Readonly<Record<Permission["plane"], string>> = {
  graph: "Microsoft Graph, as application permissions, or sign in as a user who may read it (Global Reader):",
  arm: "Azure Resource Manager, as a role at the root management group or each subscription, or as named:",
};

function* describe(
  permissions: readonly SectionPermission[],
  checks: readonly AnyCheck[],
  layout: Layout,
): Iterable<string> {
  const least = leastGrants(permissions);
  yield `The least that ${counted(checks.length, "checks")} need${checks.length === 1 ? "s" : ""}`;
  for (const plane of ["graph", "arm"] as const) {
    if (least[plane].length === 0) continue;
    yield paragraph([{ text: PLANES[plane] }], layout, 2, 4);
    for (const grant of least[plane]) yield `    ${grant}${isAction(grant) ? " (in a custom role)" : ""}`;
  }
  yield "";
  yield "What each is for, and what it costs to leave it out";
  const legend =
    "A check is assessed in part where it looks something up: what that decides is not assessed, the rest is scored without it.";
  yield paragraph([{ text: legend }], layout);
  for (const group of grantGroups(permissions, checks)) {
    yield "";
    yield* describeGroup(group, checks.length, layout);
  }
  yield "";
  yield "foothold needs no right to write anything.";
}

function* describeGroup(group: GrantGroup, checks: number, layout: Layout): Iterable<string> {
  const { grants, permissions, notAssessed, inPart } = group;
  const [first = "", ...others] = grants;
  const line = (text: string): string => paragraph([{ text }], layout, 4, 6);
  yield `  ${first}${others.length === 0 ? "" : ` (or ${others.join(" or ")})`}`;
  yield line(`reads ${listed(sectionsOfGroup(group))}`);
  yield line(`without it: ${[...new Set(permissions.map(({ without }) => without))].join(" ")}`);
  if (notAssessed.length === checks) yield line("not assessed: every check");
  else if (notAssessed.length > 0) yield line(`not assessed: ${notAssessed.join(", ")}`);
  if (inPart.length > 0) yield line(`in part: ${inPart.join(", ")}`);
}

/** `domains (Domain.Read.All is enough)`, where a lesser one would do, were it not covered anyway. */
function sectionsOfGroup({ plane, grants, permissions }: GrantGroup): readonly string[] {
  const bySection = Map.groupBy(permissions, ({ section }) => section);
  return [...bySection].map(([section, ofSection]) => {
    const lesser = new Set(ofSection.map(({ anyOf }) => anyOf[0]));
    const isCovered = plane === "graph" && !grants.some((grant) => lesser.has(grant));
    return isCovered ? `${section} (${[...lesser].join(" and ")} is enough)` : section;
  });
}
