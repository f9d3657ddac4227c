import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readQuery } from "../../src/collect/queries/query-files.ts";
import { QUERY_PACK } from "../../src/collect/queries/query-pack.ts";
import { runMain } from "./run-main.ts";

const WORKSPACE = "0f9a4e8c-1111-4222-8333-944455556666";

/** `foothold queries` as a person runs it. It asks nobody anything. */
async function queries(...args: readonly string[]) {
  return await runMain("queries", ...args);
}

const faulty = (line: string) => ({ exitCode: 2, stdout: "", stderr: `foothold: ${line}\n` });

describe("the list", () => {
  test("tells the id, the title, the tables and the techniques of each", async () => {
    const { exitCode, stdout, stderr } = await queries();
    expect([exitCode, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual(
      QUERY_PACK.map(({ id, title, tables, techniques }) => [
        id,
        title,
        tables.join(", "),
        techniques.join(", "),
      ]),
    );
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    expect(lines[3]).toMatch(/^q04 {2}SFTP logins failed in bursts {2,}StorageBlobLogs {2,}MS-T825, T1110$/);
  });

  test("as JSON with the lists to fill and the columns of the rows", async () => {
    const { exitCode, stdout, stderr } = await queries("--json");
    expect([exitCode, stderr]).toEqual([0, ""]);
    const rows: readonly { readonly id: string }[] = JSON.parse(stdout);
    expect(rows.map(({ id }) => id)).toEqual(QUERY_PACK.map(({ id }) => id));
    expect(rows[13]).toEqual({
      id: "q14",
      title: "Users were assigned to an application, or consented to it",
      techniques: ["T1528"],
      tables: ["AuditLogs"],
      parameters: [
        { name: "servicePrincipals", holds: "object ids of service principals" },
        { name: "users", holds: "object ids of users" },
      ],
      columns: [
        { name: "ServicePrincipalId", type: "string" },
        { name: "Application", type: "string" },
        { name: "OperationName", type: "string" },
        { name: "Grants", type: "long" },
        { name: "Users", type: "long" },
        { name: "UserNames", type: "dynamic" },
        { name: "FirstSeen", type: "datetime" },
        { name: "LastSeen", type: "datetime" },
        { name: "Actors", type: "dynamic" },
        { name: "ActorIps", type: "dynamic" },
      ],
    });
  });

  test("of one query, as JSON", async () => {
    const { exitCode, stdout } = await queries("q10", "--json");
    const rows: readonly { readonly id: string }[] = JSON.parse(stdout);
    expect([exitCode, rows.map(({ id }) => id)]).toEqual([0, ["q10"]]);
  });
});

test.each(QUERY_PACK)("$id is printed as it stands, ready to paste", async ({ id }) => {
  expect(await queries(id)).toEqual({ exitCode: 0, stdout: readQuery(id), stderr: "" });
});

describe("--workspace", () => {
  /** What a real shell hands to the Azure CLI. */
  const words = (script: string): string[] =>
    execFileSync("sh", ["-c", `az() { printf '%s\\0' az "$@"; }\n${script}`], { encoding: "utf8", env: {} })
      .split("\0")
      .slice(0, -1);

  test.each(QUERY_PACK)("$id is one command that a shell reads back", async ({ id }) => {
    const { exitCode, stdout, stderr } = await queries(id, "--workspace", WORKSPACE);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const query = readQuery(id)
      .split("\n")
      .filter((line) => !line.trimStart().startsWith("//"))
      .join("\n")
      .trim();
    expect(words(stdout)).toEqual([
      "az",
      "monitor",
      "log-analytics",
      "query",
      `--workspace=${WORKSPACE}`,
      `--analytics-query=${query}`,
    ]);
    expect(query).toMatch(/^let lookback = /);
  });

  test("takes a GUID in any case", async () => {
    const { exitCode, stdout } = await queries("q03", `--workspace=${WORKSPACE.toUpperCase()}`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(` --workspace=${WORKSPACE} `);
  });

  test.each(["security-logs", "", `${WORKSPACE} `, `${WORKSPACE};id`, "/subscriptions/x"])(
    "%j is no id of a workspace",
    async (value) => {
      expect(await queries("q03", "--workspace", value)).toEqual(
        faulty(
          `option '--workspace <id>' argument '${value}' is invalid. Expected the id of a workspace, which is a GUID.`,
        ),
      );
    },
  );

  test("asks for a query", async () => {
    expect(await queries("--workspace", WORKSPACE)).toEqual(
      faulty('queries --workspace: of which query? "foothold queries" lists them'),
    );
  });

  test("is a command, no JSON", async () => {
    expect(await queries("q03", "--json", "--workspace", WORKSPACE)).toEqual(
      faulty("option '--workspace <id>' cannot be used with option '--json'"),
    );
  });
});

test.each(["q25", "Q10", "q1", "sftp", "q10-single-tenant-app-chain", "constructor"])(
  "%s is no query, and the known ones are named",
  async (id) => {
    const known = QUERY_PACK.map((query) => query.id).join(", ");
    expect(await queries(id)).toEqual(
      faulty(`queries ${id}: there is no query of this id; there are ${known}`),
    );
    expect(await queries(id, "--json")).toEqual(await queries(id));
  },
);

test("an id that holds an escape is shown, not obeyed", async () => {
  const { exitCode, stderr } = await queries("q\u001b[2J");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^foothold: queries q\\u\{1b\}\[2J: there is no query/);
});
