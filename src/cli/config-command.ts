import { Command } from "commander";
import { visible } from "../../reports/text/visible.ts";
import { loadChecks } from "../assess/load-checks.ts";
import { configSchema } from "../config.ts";
import { usageError } from "../errors.ts";
import type { Host } from "./host.ts";
import { checksOption } from "./options.ts";
import { CONFIG_FILE, readConfig } from "./read-config.ts";

interface ConfigFlags {
  readonly check?: string | true;
  readonly schema?: true;
  readonly checks?: readonly string[];
}

export function configCommand(host: Host): Command {
  return new Command("config")
    .description("Check a configuration file, or print the JSON Schema for editors.")
    .option("--check [file]", `say every fault of the file with its place; ${CONFIG_FILE} unless named`)
    .option("--schema", "print the JSON Schema")
    .addOption(checksOption())
    .action(async ({ check, schema, checks }: ConfigFlags) => {
      if ((check === undefined) === (schema === undefined))
        throw usageError("config: expected --check [FILE] or --schema");
      if (schema) {
        host.stdout.write(`${JSON.stringify(configSchema(), null, 2)}\n`);
        return;
      }
      const file = typeof check === "string" ? check : CONFIG_FILE;
      const ids = new Set((await loadChecks(checks)).map(({ check: { id } }) => id));
      const { suppressions } = await readConfig(file, ids, "");
      const accepted =
        suppressions.length === 0
          ? ""
          : `, ${suppressions.length} ${suppressions.length === 1 ? "suppression" : "suppressions"}`;
      host.stdout.write(`${visible(file)}: no fault${accepted}\n`);
    });
}
