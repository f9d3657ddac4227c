import { Command, Option } from "commander";
import type { Host } from "./host.ts";
import { createLog } from "./log.ts";
import { append } from "./options.ts";
import { cautions, FORMATS, parseOutputs, probeOutputs, writeReports } from "./outputs.ts";
import { readReport } from "./read-report.ts";

interface ReportFlags {
  readonly output?: readonly string[];
  readonly quiet?: true;
  readonly logFormat: "text" | "json";
}

/**
 * Renders a saved report, without Azure. It judges nothing anew: the exit code is 0 where everything was written,
 * whatever the report tells, and 2 where it cannot be read or written.
 */
export function reportCommand(host: Host): Command {
  return new Command("report")
    .description("Render a saved JSON report in other formats. Nothing is asked of Azure.")
    .argument("<report.json>", "what `foothold scan -o json=report.json` wrote")
    .addOption(
      new Option("-o, --output <format[=path]>", `${FORMATS}; without a path on stdout`).argParser(append),
    )
    .option("--quiet", "say errors only")
    .addOption(
      new Option("--log-format <format>", "of what goes to stderr").choices(["text", "json"]).default("text"),
    )
    .action(async (file: string, { output = [], quiet, logFormat }: ReportFlags) => {
      const log = createLog(host, { format: logFormat, level: quiet ? "quiet" : "normal" });
      const outputs = parseOutputs(output);
      await probeOutputs(outputs);
      const report = await readReport(file);
      await writeReports(outputs, report, host);
      for (const { reporter, file: path } of outputs)
        if (path !== undefined) log.info(`wrote ${reporter.name} to ${path}`);
      for (const line of cautions(outputs, report)) log.info(line);
    });
}
