import { counted } from "../../reports/text/words.ts";
import type { AnyCheck } from "../../src/check.ts";
import {
  type GrantGroup,
  grantGroups,
  isAction,
  leastGrants,
  type SectionPermission,
} from "../../src/cli/least-permissions.ts";
import { permissionsFor } from "../../src/cli/permissions-command.ts";
import { sectionsOf } from "../../src/scan.ts";
import { code, table } from "./check-page.ts";
import { prose } from "./prose.ts";

/** What to grant, and what each missing grant costs, plane by plane: from the collectors themselves. */
export function permissionTable(checks: readonly AnyCheck[]): string {
  const permissions = permissionsFor(sectionsOf(checks), { readSshKeys: true, logWorkspace: true });
  const least = leastGrants(permissions);
  const groups = grantGroups(permissions, checks);
  return (["graph", "arm"] as const)
    .flatMap((plane) => [
      `### ${PLANES[plane]}`,
      `The least set: ${least[plane].map(code).join(", ")}.`,
      table(
        ["grant", "reads", "not assessed without it"],
        groups.filter((group) => group.plane === plane).map((group) => rowOf(group, checks.length)),
      ),
      ...details(permissions.filter((permission) => permission.plane === plane)),
    ])
    .join("\n\n");
}

const PLANES = { graph: "Microsoft Graph", arm: "Azure Resource Manager" } as const;

function rowOf({ grants, permissions, notAssessed, inPart }: GrantGroup, all: number): readonly string[] {
  const sections = [...new Set(permissions.map(({ section }) => section))].sort();
  const whole =
    notAssessed.length === 0
      ? "none"
      : notAssessed.length === all
        ? "every check"
        : `${counted(notAssessed.length, "checks")}${shown(notAssessed)}`;
  const part = inPart.length === 0 ? "" : `; ${inPart.length} in part`;
  return [
    `${grants.map(code).join(" or ")}${grants.every(isAction) ? " (custom role)" : ""}`,
    sections.map(code).join(", "),
    notAssessed.length === 0 && inPart.length === 0 ? "none: there is less to tell" : `${whole}${part}`,
  ];
}

/** A few are named, and more are counted. */
function shown(ids: readonly string[]): string {
  return ids.length === 0 || ids.length > 6
    ? ""
    : ` (${ids.map((id) => `[${id}](checks/${id}.md)`).join(", ")})`;
}

function details(permissions: readonly SectionPermission[]): readonly string[] {
  const rows = permissions.map(({ section, anyOf, role, scope, without }) => [
    code(section),
    anyOf.map(code).join(" or "),
    role === undefined ? "" : `${role}${scope === undefined ? "" : ` at ${code(scope)}`}`,
    prose(without),
  ]);
  return [
    "<details>\n<summary>Section by section</summary>",
    table(["section", "needs, the least first", "role", "without it"], rows),
    "</details>",
  ];
}
