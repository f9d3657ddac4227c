import { clipped } from "../../reports/text/markdown.ts";
import { counted } from "../../reports/text/words.ts";
import { workflowCommand } from "../../reports/text/workflow-command.ts";
import type { Finding, ScanReport } from "../reporter.ts";

/**
 * Workflow commands for critical findings that nobody knew: those that are new or changed since the baseline, or all
 * where there is none. GitHub shows ten errors of a step, so that a warning counts the rest.
 * https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
 */
export function annotations({ findings }: ScanReport): readonly string[] {
  const critical = findings.filter(
    ({ severity, suppressed, baseline }) =>
      severity === "critical" && suppressed === undefined && baseline !== "unchanged",
  );
  const more = critical.length - SHOWN;
  return [
    ...critical.slice(0, SHOWN).map(annotation),
    ...(more > 0
      ? [
          workflowCommand(
            "warning",
            "foothold",
            `${counted(more, "more critical findings")}: the summary of the job lists them`,
          ),
        ]
      : []),
  ];
}

const SHOWN = 10;

function annotation({ check, score, message, baseline }: Finding): string {
  const standing = baseline === undefined ? "" : `, ${baseline}`;
  return workflowCommand(
    "error",
    `foothold: ${clipped(check, 100)} (${score}${standing})`,
    clipped(message, 500),
  );
}
