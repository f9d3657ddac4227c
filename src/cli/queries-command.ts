import { Command, InvalidArgumentError, Option } from "commander";
import { quotePosix } from "../assess/commands.ts";
import { readQuery } from "../collect/queries/query-files.ts";
import { type PackQuery, packQuery, QUERY_PACK, QUERY_PARAMETERS } from "../collect/queries/query-pack.ts";
import { usageError } from "../errors.ts";
import type { Host } from "./host.ts";
import { GUID } from "./options.ts";

interface QueriesFlags {
  readonly workspace?: string;
  readonly json?: true;
}

export function queriesCommand(host: Host): Command {
  return new Command("queries")
    .description("List the queries for Log Analytics, or print one.")
    .argument("[id]", "a query, to print it ready to paste")
    .addOption(
      new Option("--workspace <id>", "print it as a command of the Azure CLI for this workspace")
        .argParser(workspaceId)
        .conflicts("json"),
    )
    .option("--json", "as JSON")
    .action((id: string | undefined, { workspace, json }: QueriesFlags) => {
      if (workspace !== undefined && id === undefined)
        throw usageError('queries --workspace: of which query? "foothold queries" lists them');
      const selected = id === undefined ? QUERY_PACK : [queryOf(id)];
      if (json) host.stdout.write(`${JSON.stringify(selected.map(asJson), null, 2)}\n`);
      else if (id === undefined) for (const line of listed(QUERY_PACK)) host.stdout.write(`${line}\n`);
      else for (const query of selected) host.stdout.write(printed(query, workspace));
    });
}

function queryOf(id: string): PackQuery {
  const query = packQuery(id);
  if (query !== undefined) return query;
  throw usageError(
    `queries ${id}: there is no query of this id; there are ${QUERY_PACK.map((known) => known.id).join(", ")}`,
  );
}

function asJson({ id, title, techniques, tables, parameters, columns }: PackQuery) {
  const lists = parameters.map((name) => ({ name, holds: QUERY_PARAMETERS[name] }));
  return { id, title, techniques, tables, parameters: lists, columns };
}

function listed(queries: readonly PackQuery[]): string[] {
  const tablesOf = ({ tables }: PackQuery) => tables.join(", ");
  const titleWidth = Math.max(...queries.map(({ title }) => title.length));
  const tablesWidth = Math.max(...queries.map((query) => tablesOf(query).length));
  return queries.map((query) => {
    const { id, title, techniques } = query;
    return [id, title.padEnd(titleWidth), tablesOf(query).padEnd(tablesWidth), techniques.join(", ")].join(
      "  ",
    );
  });
}

function printed({ id }: PackQuery, workspace: string | undefined): string {
  const text = readQuery(id);
  if (workspace === undefined) return text;
  // Comments explain, and quotes in them would be quoted too.
  const query = text.replaceAll(/^\s*\/\/.*\n/gm, "").trim();
  return `az monitor log-analytics query --workspace=${workspace} --analytics-query=${quotePosix(query)}\n`;
}

function workspaceId(value: string): string {
  if (GUID.test(value)) return value.toLowerCase();
  throw new InvalidArgumentError("Expected the id of a workspace, which is a GUID.");
}
