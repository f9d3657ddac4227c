import { loadChecks, type LoadedCheck } from "../../src/assess/load-checks.ts";
import { SEVERITIES } from "../../src/check.ts";
import { guideOf } from "../../src/cli/guide/check-guide.ts";
import { blockOf, type Block } from "./blocks.ts";
import { checkPage, code, GENERATED, table } from "./check-page.ts";
import { factorTable } from "./factor-table.ts";
import { permissionTable } from "./permission-table.ts";
import { prose } from "./prose.ts";

/** A file that is written as a whole. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** What `npm run docs` writes and the gate compares: whole pages, and blocks in pages that people write. */
export async function docs(): Promise<{
  readonly pages: readonly Page[];
  readonly blocks: readonly Block[];
}> {
  const checks = await loadChecks();
  return {
    pages: [
      { path: "docs/checks/README.md", text: indexPage(checks) },
      ...checks.map((loaded) => ({
        path: `docs/checks/${loaded.check.id}.md`,
        text: checkPage(guideOf(loaded)),
      })),
    ],
    blocks: [
      blockOf("docs/permissions.md", "permissions", permissionTable(checks.map(({ check }) => check))),
      blockOf("docs/reading-a-report.md", "factors", factorTable()),
    ],
  };
}

/** What each group is about; the folder's name is the group's. */
const GROUPS: Readonly<Record<string, string>> = {
  storage: "SFTP endpoints, the local users behind them, and what they reach.",
  logging: "Whether anybody would see it, and whether the watched can change what is seen.",
  paths: "Who can create such users, or become somebody who can, hop by hop.",
  apps: "Applications that may do much, and those that are not what they seem.",
  credentials: "Ways to sign in as an application.",
  grants: "What was consented to, and which roles applications hold.",
  tenant: "Settings that let the next foothold in.",
  events: "What the logs tell of somebody making or using a foothold.",
};

function indexPage(checks: readonly LoadedCheck[]): string {
  const known = Object.keys(GROUPS);
  const groups = [...new Set(checks.map(({ group }) => group))].sort(
    (a, b) => (known.indexOf(a) + 1 || 99) - (known.indexOf(b) + 1 || 99),
  );
  const parts = groups.flatMap((group) => {
    const ofGroup = checks.filter((loaded) => loaded.group === group).sort(bySeverity);
    const rows = ofGroup.map(({ check: { id, severity, title } }) => [
      `[${code(id)}](${id}.md)`,
      severity,
      prose(title),
    ]);
    return [
      `## ${group}`,
      ...(GROUPS[group] === undefined ? [] : [prose(GROUPS[group])]),
      table(["check", "typically", "finds"], rows),
    ];
  });
  return `${[
    GENERATED,
    "# The checks",
    `${checks.length} checks, each with a guide: what is wrong and why, what to do, how to confirm it without foothold, how it is scored, what must be read for it, and how to accept it. A finding's own severity is the band of its score; the table names the typical one.`,
    ...parts,
  ].join("\n\n")}\n`;
}

function bySeverity({ check: a }: LoadedCheck, { check: b }: LoadedCheck): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.id < b.id ? -1 : 1);
}
