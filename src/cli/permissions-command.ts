import { Command } from "commander";
import { paragraph } from "../../reports/terminal/layout.ts";
import { loadChecks } from "../assess/load-checks.ts";
import { allCollectors, collectorsFor } from "../collect/collectors.ts";
import type { Permission } from "../collector.ts";
import type { SectionName } from "../inventory/sections.ts";
import { sectionsOf } from "../scan.ts";
import type { Host } from "./host.ts";
import { addCheckOptions } from "./options.ts";
import { selectChecks } from "./select-checks.ts";

export interface SectionPermission extends Permission {
  readonly section: SectionName;
}

/** What must be granted so that the sections can be read. */
export function permissionsFor(sections: readonly SectionName[]): readonly SectionPermission[] {
  return collectorsFor(sections, allCollectors()).flatMap(({ section, permissions }) =>
    permissions.map((permission) => ({ section, ...permission })),
  );
}

interface PermissionsFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly checks?: readonly string[];
  readonly json?: true;
}

export function permissionsCommand(host: Host): Command {
  const command = addCheckOptions(
    new Command("permissions").description("List what must be granted, and what is lost without it."),
  );
  return command
    .option("--json", "as JSON")
    .action(async ({ checks, only = [], skip = [], json }: PermissionsFlags) => {
      const selected = selectChecks(await loadChecks(checks), only, skip).map(({ check }) => check);
      const permissions = permissionsFor(sectionsOf(selected));
      if (json) {
        host.stdout.write(`${JSON.stringify(permissions, null, 2)}\n`);
        return;
      }
      const width = Math.min(host.stdout.columns ?? 100, 100);
      for (const line of describe(permissions, width)) host.stdout.write(`${line}\n`);
    });
}

const PLANES: Readonly<Record<Permission["plane"], string>> = {
  arm: "Azure Resource Manager: assign the role at the root management group, or at each subscription",
  graph: "Microsoft Graph: grant the application permission, or sign in as a user who may read it",
};

function* describe(permissions: readonly SectionPermission[], width: number): Iterable<string> {
  const layout = { color: false, width };
  for (const [plane, title] of Object.entries(PLANES)) {
    const ofPlane = permissions.filter((permission) => permission.plane === plane);
    if (ofPlane.length === 0) continue;
    yield paragraph([{ text: title }], layout);
    for (const { section, anyOf, role, without } of ofPlane) {
      yield `  ${section}`;
      yield paragraph(
        [{ text: `${anyOf.join(" or ")}${role === undefined ? "" : ` (in the role ${role})`}` }],
        layout,
        4,
        6,
      );
      yield paragraph([{ text: `without it: ${without}` }], layout, 4, 6);
    }
    yield "";
  }
  yield "foothold needs no right to write anything.";
}
