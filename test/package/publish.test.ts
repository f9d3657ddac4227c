import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { VERSION } from "../../src/version.ts";
import { repository } from "./pack.ts";

interface Job {
  readonly needs?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly name?: string; readonly run?: string; readonly uses?: string }[];
}

const { permissions, jobs } = parse(readFileSync(`${repository}.github/workflows/publish.yml`, "utf8")) as {
  readonly permissions: object;
  readonly jobs: { readonly pack: Job; readonly publish: Job };
};

const runs = ({ steps }: Job): readonly (string | undefined)[] => steps.map(({ run }) => run);

test("what is published was tested and packed by a job that cannot publish", () => {
  expect(permissions).toEqual({});
  expect(jobs.pack.permissions).toEqual({ contents: "read" });
  expect(jobs.publish.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(jobs.publish.needs).toBe("pack");
  expect(runs(jobs.pack).slice(2, 4)).toEqual([".ci/run", "npm pack"]);
  expect(runs(jobs.publish)).toEqual([
    undefined,
    undefined,
    "npm publish ./foothold-*.tgz --provenance --access public",
  ]);
});

test.each([
  [`v${VERSION}`, 0, ""],
  ["v9.9.9", 1, `The tag is v9.9.9, and package.json says v${VERSION}.\n`],
  [VERSION, 1, `The tag is ${VERSION}, and package.json says v${VERSION}.\n`],
])("the tag %s ends with %i", (tag, code, said) => {
  const [script = ""] = runs(jobs.pack).filter((run) => run?.includes("$TAG"));
  // As the runner calls it: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
  const { status, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-e", "-c", script], {
    cwd: repository,
    env: { PATH: process.env["PATH"], TAG: tag },
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: code, stderr: said });
});
