import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isAction } from "../../src/cli/least-permissions.ts";
import { runMain } from "./run-main.ts";

const ACTION = "Microsoft.Storage/storageAccounts/localUsers/listKeys/action";
const CHECK = "local-user-ssh-key-weak";

/** A command that asks nobody anything, as a person runs it. */
async function foothold(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runMain(...args);
  expect([exitCode, stderr]).toEqual([0, ""]);
  return stdout;
}

test("scan has the flag, and says that it is a POST", async () => {
  const help = (await foothold("scan", "--help")).replaceAll(/\s+/g, " ");
  expect(help).toContain("--read-ssh-keys read the SSH public keys of local users, by the one POST");
});

test("explain says what the check reads, and what of it with the flag alone", async () => {
  const text = await foothold("explain", CHECK);
  expect(text).toContain(`\n- localUserKeys: ${ACTION} (with --read-ssh-keys)\n`);
  expect(text).toContain("\n- localUsers: Microsoft.Storage/storageAccounts/localUsers/read\n");
  expect(await foothold("explain", "sftp-enabled")).not.toContain("--read-ssh-keys");
});

describe("permissions", () => {
  test.each([[[]], [["--only", CHECK]], [["--script"]], [["--json"]]])(
    "%j: nothing that only the flag needs",
    async (args) => {
      expect(await foothold("permissions", ...args)).not.toMatch(/listKeys/i);
    },
  );

  test("with the flag: the action, in a role of its own", async () => {
    const text = await foothold("permissions", "--read-ssh-keys", "--only", CHECK);
    expect(text).toContain(`\n    ${ACTION} (in a custom role)\n    Reader\n`);
    expect(text).toContain(`\n  ${ACTION}\n    reads localUserKeys\n    without it: Nobody knows how strong`);
    expect(text.match(/in a custom role/g)).toHaveLength(1);
  });

  test("with the flag, of checks that read no keys: nothing more", async () => {
    const only = ["--only", "users-can-consent"] as const;
    expect(await foothold("permissions", "--read-ssh-keys", ...only)).toBe(
      await foothold("permissions", ...only),
    );
  });

  test("with the flag, as JSON", async () => {
    const rows: readonly { readonly section: string }[] = JSON.parse(
      await foothold("permissions", "--read-ssh-keys", "--json"),
    );
    expect(rows.filter(({ section }) => section === "localUserKeys")).toEqual([
      {
        section: "localUserKeys",
        plane: "arm",
        anyOf: [ACTION],
        without: expect.stringMatching(/\.$/),
        grants: [ACTION],
        notAssessed: [CHECK],
        inPart: [],
      },
    ]);
  });

  test.each([
    [ACTION, true],
    ["Reader", false],
    ["Reader at /providers/Microsoft.aadiam", false],
    ["Storage Account Contributor", false],
    ["Application.Read.All", false],
  ])("%s is an action: %s", (grant, expected) => {
    expect(isAction(grant)).toBe(expected);
  });
});

describe("the script, with the flag", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(`${tmpdir()}/setup-`);
    // Writes down its arguments, each behind a NUL.
    const az = `#!/bin/sh
for argument in "$@"; do printf '%s\\0' "$argument" >>"${folder}/calls"; done
printf '\\n\\0' >>"${folder}/calls"
echo id-of-something
`;
    await writeFile(`${folder}/az`, az);
    await chmod(`${folder}/az`, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("makes a role of the one action, and assigns it beside Reader", async () => {
    await writeFile(`${folder}/setup.sh`, await foothold("permissions", "--read-ssh-keys", "--script"));
    const env = {
      ORG: "o",
      REPO: "r",
      ENVIRONMENT: "e",
      SCOPE: "/subscriptions/s",
      PATH: `${folder}:/usr/bin:/bin`,
    };
    await new Promise<void>((resolve, reject) => {
      execFile("sh", [`${folder}/setup.sh`], { env, cwd: folder }, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
    const calls = (await readFile(`${folder}/calls`, "utf8"))
      .split("\n\0")
      .map((call) => call.split("\0").slice(0, -1))
      .filter(([first]) => first === "role");
    const definition = calls.find(([, what]) => what === "definition") ?? [];
    expect(JSON.parse(definition.at(-1) ?? "")).toEqual({
      Name: "foothold localUsers listKeys",
      Actions: [ACTION],
      AssignableScopes: ["/subscriptions/s"],
    });
    const assigned = calls.filter(([, what]) => what === "assignment").map((call) => [call[4], call[6]]);
    expect(assigned).toEqual(
      expect.arrayContaining([
        ["foothold localUsers listKeys", "/subscriptions/s"],
        ["Reader", "/subscriptions/s"],
      ]),
    );
    // The role is there before it is assigned.
    expect(calls.indexOf(definition)).toBeLessThan(
      calls.findIndex((call) => call.includes("foothold localUsers listKeys")),
    );
  });
});
