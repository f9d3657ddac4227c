import { Command } from "commander";
import { visible } from "../../reports/text/visible.ts";
import { paragraph } from "../../reports/terminal/layout.ts";
import { loadChecks, type LoadedCheck } from "../assess/load-checks.ts";
import { score } from "../assess/score.ts";
import { factor } from "../check.ts";
import { packQuery } from "../collect/queries/query-pack.ts";
import { usageError } from "../errors.ts";
import { sectionsOf } from "../scan.ts";
import type { SectionName } from "../inventory/sections.ts";
import type { Host } from "./host.ts";
import { checksOption } from "./options.ts";
import { type PermissionFlags, permissionsFor } from "./permissions-command.ts";

export function explainCommand(host: Host): Command {
  return new Command("explain")
    .description("Explain a check: what it finds, why that matters, and what to do.")
    .argument("<check>", "the id of a check")
    .addOption(checksOption())
    .action(async (id: string, { checks }: { readonly checks?: readonly string[] }) => {
      const loaded = (await loadChecks(checks)).find(({ check }) => check.id === id);
      if (loaded === undefined)
        throw usageError(`explain ${id}: there is no check of this id; "foothold checks" lists them`);
      const width = Math.min(host.stdout.columns ?? 100, 100);
      for (const line of explain(loaded, width)) host.stdout.write(`${line}\n`);
    });
}

function* explain({ check, group }: LoadedCheck, width: number): Iterable<string> {
  const layout = { color: false, width };
  const { id, title, severity, why, mitre, references, remediation, typical, queries = [] } = check;
  yield `${visible(title)}`;
  yield `${id} (${group}), typically ${severity}${mitre.length > 0 ? `, ${mitre.join(", ")}` : ""}`;
  yield "";
  yield paragraph([{ text: why }], layout);
  yield "";
  yield "What to do";
  yield paragraph([{ text: remediation.summary }], layout);
  for (const step of remediation.steps) yield paragraph([{ text: `- ${step}` }], layout, 0, 2);
  for (const command of remediation.commands) yield `  $ ${visible(command)}`;
  if (typical !== undefined) {
    yield "";
    yield "How it is scored: the typical finding";
    const { score: points, ledger } = score(typical.map((name) => factor(name, name)));
    for (const line of ledger) yield `  ${signed(line.points).padStart(4)}  ${line.factor}`;
    yield `  ${String(points).padStart(4)}  of 100`;
  }
  yield "";
  yield "What it reads";
  const sections = sectionsOf([check]);
  for (const { section, anyOf } of permissionsFor(sections, { readSshKeys: true, logWorkspace: true })) {
    yield paragraph(
      [{ text: `- ${section}: ${anyOf.join(" or ")}${flagFor(section, sections)}` }],
      layout,
      0,
      2,
    );
  }
  if (queries.length > 0) {
    yield "";
    yield "What to ask a Log Analytics workspace";
    for (const id of queries)
      yield paragraph([{ text: `- foothold queries ${id}: ${packQuery(id)?.title ?? ""}` }], layout, 0, 2);
  }
  if (references.length > 0) {
    yield "";
    yield "References";
    for (const reference of references) yield `- ${visible(reference)}`;
  }
}

/** Some sections are read when asked for only. */
function flagFor(section: SectionName, sections: readonly SectionName[]): string {
  const isRead = (flags: PermissionFlags) =>
    permissionsFor(sections, flags).some((permission) => permission.section === section);
  if (isRead({})) return "";
  return isRead({ readSshKeys: true }) ? " (with --read-ssh-keys)" : " (with --log-workspace)";
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points);
}
