import { Command } from "commander";
import type { Host } from "./host.ts";
import { checksOption } from "./options.ts";

export function explainCommand(host: Host): Command {
  return new Command("explain")
    .description("Explain a check: what it finds, why that matters, and what to do.")
    .argument("<check>", "the id of a check")
    .addOption(checksOption())
    .action(async (id: string, { checks }: { readonly checks?: readonly string[] }) => {
      // Loaded when it is asked for: other commands start without the guide's words.
      const [{ loadChecks }, { usageError }, { guideOf }, { guideText }] = await Promise.all([
        import("../assess/load-checks.ts"),
        import("../errors.ts"),
        import("./guide/check-guide.ts"),
        import("./guide/guide-text.ts"),
      ]);
      const loaded = (await loadChecks(checks)).find(({ check }) => check.id === id);
      if (loaded === undefined)
        throw usageError(`explain ${id}: there is no check of this id; "foothold checks" lists them`);
      const width = Math.min(host.stdout.columns ?? 100, 100);
      for (const line of guideText(guideOf(loaded), width)) host.stdout.write(`${line}\n`);
    });
}
