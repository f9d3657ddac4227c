import { Command } from "commander";
import { loadChecks } from "../assess/load-checks.ts";
import { visible } from "../../reports/text/visible.ts";
import type { Host } from "./host.ts";
import { addCheckOptions } from "./options.ts";
import { selectChecks } from "./select-checks.ts";

interface ChecksFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly checks?: readonly string[];
  readonly json?: true;
}

export function checksCommand(host: Host): Command {
  const command = addCheckOptions(new Command("checks").description("List the checks."));
  return command
    .option("--json", "as JSON")
    .action(async ({ checks, only = [], skip = [], json }: ChecksFlags) => {
      const selected = selectChecks(await loadChecks(checks), only, skip);
      if (json) {
        const rows = selected.map(({ check, group }) => {
          const {
            id,
            title,
            severity,
            why,
            mitre,
            references,
            remediation,
            subject,
            inputs = [],
            enrich = [],
          } = check;
          return { id, group, title, severity, subject, inputs, enrich, why, mitre, references, remediation };
        });
        host.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
        return;
      }
      const width = Math.max(...selected.map(({ check }) => check.id.length));
      for (const { check, group } of [...selected].sort((a, b) =>
        a.group < b.group ? -1 : a.group > b.group ? 1 : 0,
      )) {
        const columns = [
          check.id.padEnd(width),
          group.padEnd(8),
          check.severity.padEnd(8),
          visible(check.title),
        ];
        host.stdout.write(`${columns.join("  ")}\n`);
      }
    });
}
