import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runAction } from "../../src/action/run-action.ts";
import { account, type SimulatedClient, subscription } from "../azure/describe.ts";
import { hastyClock, startTenant } from "../scenarios/run-scan.ts";
import { startOidc } from "./fake-oidc.ts";
import { outputsIn } from "./run-step.ts";
import { commandsIn } from "./runner-log.ts";

describe("the whole", () => {
  async function run(env: Readonly<Record<string, string>>, now = hastyClock().now, fault?: Promise<never>) {
    let text = "";
    const folder = await mkdtemp(path.join(tmpdir(), "foothold-whole-"));
    const code = await runAction({
      env: {
        RUNNER_TEMP: folder,
        GITHUB_OUTPUT: `${folder}/out`,
        GITHUB_STEP_SUMMARY: `${folder}/sum`,
        ...env,
      },
      out: { write: (more) => (text += more) },
      clock: { ...hastyClock(), now },
      attemptTimeoutMs: 1_000,
      signal: new AbortController().signal,
      unguessable: () => "token",
      ...(fault === undefined ? {} : { fault }),
    });
    const read = async (name: string) => await readFile(`${folder}/${name}`, "utf8").catch(() => "");
    return { code, text, folder, outputs: outputsIn(await read("out")), summary: await read("sum") };
  }

  test("a fault of ours is 70, and the outputs say so", async () => {
    const fail = (): number => {
      throw new Error("::error::broken\nclock");
    };
    const ran = await run({ FOOTHOLD_INPUT_CLOUD: "nowhere" }, fail);
    expect(ran.code).toBe(70);
    expect(ran.outputs["exit-code"]).toBe("70");
    expect(ran.text).toContain(
      "foothold: a fault in foothold itself: Error: ::error::broken\nfoothold: clock\n",
    );
    expect(commandsIn(ran.text, { hasStops: false }).map(({ name }) => name)).toEqual(["stop-commands"]);
    expect(ran.summary).toContain("exit code 70");
  });

  test("a scan of a tenant, then of less of it against what it told", async () => {
    const oidc = await startOidc();
    const lab = subscription({
      displayName: "lab",
      accounts: [account({ properties: { isHnsEnabled: true, isSftpEnabled: true } })],
    });
    const scan = async (may: Partial<SimulatedClient>, inputs: Readonly<Record<string, string>>) => {
      const { azure, tenant, client } = await startTenant({ subscriptions: [lab, subscription()] }, {}, may);
      const signIn = {
        FOOTHOLD_INPUT_TENANT_ID: tenant.tenantId,
        FOOTHOLD_INPUT_CLIENT_ID: client.clientId,
        FOOTHOLD_INPUT_CLOUD: azure.url,
      };
      try {
        return await run({ ...oidc.env, ...signIn, FOOTHOLD_INPUT_ONLY: "sftp-enabled", ...inputs });
      } finally {
        await azure.close();
      }
    };
    const first = await scan(
      {},
      { FOOTHOLD_INPUT_SAVE_SNAPSHOT: `${tmpdir()}/foothold-${randomUUID()}.json` },
    );
    expect(first.outputs).toMatchObject({
      complete: "true",
      sarif: `${first.folder}/foothold/foothold.sarif`,
    });
    expect(first.outputs["snapshot"]).toMatch(/\.json$/);
    expect(first.code).toBe(0);

    const denied = [
      `/subscriptions/${lab.subscriptionId}/resourceGroups`,
      `/subscriptions/${lab.subscriptionId}`,
    ];
    const baseline = { FOOTHOLD_INPUT_BASELINE: first.outputs["report"] ?? "" };
    const second = await scan({ denied }, baseline);
    expect(second.outputs).toMatchObject({ complete: "false", new: "0", "sarif-withheld": "" });
    expect(second.text).toContain(
      "foothold: The SARIF is ready for upload. It keeps 1 finding of what was not read",
    );
    expect(second.code).toBe(3);

    const third = await scan({ denied }, { FOOTHOLD_INPUT_FORMATS: "csv" });
    expect([third.outputs["sarif"], third.outputs["sarif-withheld"]]).toEqual(["", ""]);
    const fourth = await scan({ denied }, {});
    expect(commandsIn(fourth.text).at(-1)?.properties).toBe("title=foothold%3A no SARIF for upload");
    const fifth = await scan({ denied }, { FOOTHOLD_INPUT_ANNOTATIONS: "false" });
    expect(commandsIn(fifth.text).length).toBe(2);
    const sixth = await scan({}, { FOOTHOLD_INPUT_SNAPSHOT: first.outputs["snapshot"] ?? "" });
    expect(sixth.outputs["complete"]).toBe("true");
    oidc.close();
  });

  test("a folder that cannot be made is the input's fault", async () => {
    const { folder } = await run({ FOOTHOLD_INPUT_ANY_IP: "x" });
    await writeFile(`${folder}/file`, "");
    const ran = await run({ FOOTHOLD_INPUT_OUTPUT_FOLDER: `${folder}/file/x` });
    expect(ran.code).toBe(2);
    expect(ran.text).toContain(`foothold: output-folder: "${folder}/file/x" cannot be made (ENOTDIR)\n`);
  });

  test("a folder in the place of a report is the input's fault, and stays", async () => {
    const { folder } = await run({ FOOTHOLD_INPUT_ANY_IP: "x" });
    const inTheWay = `${folder}/reports/foothold.json`;
    await mkdir(`${inTheWay}/mine`, { recursive: true });
    const ran = await run({ FOOTHOLD_INPUT_OUTPUT_FOLDER: `${folder}/reports` });
    expect(ran.code).toBe(2);
    expect(ran.text).toMatch(
      /^foothold: output-folder: ".*\/foothold\.json" is in the way and cannot be removed \(\w+\)$/m,
    );
    expect(await readdir(inTheWay)).toEqual(["mine"]);
  });

  test.each(["baseline", "config", "snapshot", "save-snapshot", "resume"])(
    "%s where a report goes is refused before it is lost",
    async (input) => {
      const { folder } = await run({ FOOTHOLD_INPUT_ANY_IP: "x" });
      const file = `${folder}/foothold.sarif`;
      await writeFile(file, "kept");
      const name = `FOOTHOLD_INPUT_${input.replaceAll("-", "_").toUpperCase()}`;
      const ran = await run({ FOOTHOLD_INPUT_OUTPUT_FOLDER: folder, [name]: file });
      expect(ran.code).toBe(2);
      expect(ran.text).toContain(
        `foothold: ${input}: "${file}" lies where this scan writes its own report; keep it elsewhere\n`,
      );
      expect(await readFile(file, "utf8")).toBe("kept");
    },
  );

  test("what nobody caught ends the scan with 70, and the outputs say so", async () => {
    const fault: Promise<never> = Promise.reject(new Error("late\n::error::x"));
    fault.catch(() => undefined);
    const ran = await run({ FOOTHOLD_INPUT_CLOUD: "https://127.0.0.1:1" }, undefined, fault);
    expect([ran.code, ran.outputs["exit-code"], ran.outputs["report"]]).toEqual([70, "70", ""]);
    expect(ran.text).toContain("foothold: a fault in foothold itself: Error: late\nfoothold: ::error::x\n");
    expect(ran.summary).toContain("exit code 70");
  });

  test("a summary that cannot be written takes no outputs with it", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "foothold-whole-"));
    const env = { GITHUB_OUTPUT: `${folder}/out`, GITHUB_STEP_SUMMARY: folder, FOOTHOLD_INPUT_ANY_IP: "x" };
    await expect(run(env)).rejects.toThrow("EISDIR");
    expect(outputsIn(await readFile(`${folder}/out`, "utf8"))["exit-code"]).toBe("2");
  });

  test("without a runner's files nothing is written", async () => {
    const ran = await run({ GITHUB_OUTPUT: "", GITHUB_STEP_SUMMARY: "", FOOTHOLD_INPUT_ANY_IP: "x" });
    expect([ran.code, ran.outputs, ran.summary]).toEqual([2, {}, ""]);
  });
});
