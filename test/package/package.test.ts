import { execFile, execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScanReport } from "../../src/reporter.ts";
import { VERSION } from "../../src/version.ts";
import { account, localUser, subscription } from "../azure/describe.ts";
import { startTenant } from "../scenarios/run-scan.ts";
import { loadedModules, packagesOf } from "./loaded-modules.ts";
import { install, npmPack, type Packed, type PackedFile, pack, repository, unpack } from "./pack.ts";
import { CHECK, TYPED } from "./user-check.ts";

const folder = mkdtempSync(path.join(tmpdir(), "foothold-package-"));
const source = path.join(folder, "source");
const project = path.join(folder, "project");
let packed: Packed;
let bin: string;

// The dependencies come from the registry: where it cannot be reached, this fails.
beforeAll(() => {
  packed = pack(source);
  bin = install(packed.tarball, project);
}, 240_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("what is in the package", () => {
  const LIMIT = 2_000_000;

  /** Undefined where they are small enough, else the largest. */
  function oversize(files: readonly PackedFile[], limit: number): string | undefined {
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    if (bytes < limit) return undefined;
    const largest = [...files].sort((a, b) => b.size - a.size).slice(0, 15);
    return [`${bytes} bytes of ${limit}:`, ...largest.map(({ path: at, size }) => `${size} ${at}`)].join(
      "\n",
    );
  }

  test("it is under two million bytes unpacked", () => {
    expect(oversize(packed.files, LIMIT)).toBeUndefined();
  });

  test("an oversized package is seen, the largest file first", () => {
    expect(oversize(packed.files, 1_000_000)).toMatch(
      /^\d{7} bytes of 1000000:\n\d{6} dist\/src\/inventory\/data\/microsoft-apps\.json\n/,
    );
    expect(oversize([], 1)).toBeUndefined();
  });

  const isTypes = (at: string): boolean => at.endsWith(".d.ts");

  test("every module, query, table and schema is in it, and no test, no source, no map", () => {
    const find = (...patterns: string[]): string[] => globSync(patterns, { cwd: source });
    const modules = find("src/**/*.ts", "checks/**/*.ts", "reports/**/*.ts").filter(
      // The GitHub Action runs from the sources.
      (at) => !/^src\/action(?:\.ts$|\/)/.test(at),
    );
    const expected = [
      ...modules.map((at) => `dist/${at.replace(/\.ts$/, ".js")}`),
      ...find("src/**/*.kql", "src/**/*.json").map((at) => `dist/${at}`),
      ...find("schemas/*.json"),
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "SECURITY.md",
      "bin/foothold.js",
      "package.json",
    ];
    expect(modules.length).toBeGreaterThan(300);
    const shipped = packed.files.map(({ path: at }) => at).filter((at) => !isTypes(at));
    expect(shipped.sort()).toEqual(expected.sort());
  });

  test("types are those of the public API and what it names", () => {
    const types = packed.files.map(({ path: at }) => at).filter(isTypes);
    expect(types).toContain("dist/src/index.d.ts");
    expect(
      types.filter((at) => !/^dist\/src\/(?:index|check|reporter|inventory\/[a-z0-9-]+)\.d\.ts$/.test(at)),
    ).toEqual([]);
  });

  test("data is the same as in the sources", () => {
    for (const at of globSync("src/inventory/data/*.json", { cwd: source })) {
      const read = (root: string): unknown => JSON.parse(readFileSync(path.join(root, at), "utf8"));
      expect(read(path.join(project, "node_modules/foothold/dist"))).toEqual(read(source));
    }
  });
});

describe("publint and attw", () => {
  async function publintFaults(tarball: string): Promise<readonly (string | undefined)[]> {
    const bytes = new Uint8Array(readFileSync(tarball)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball: bytes } });
    return messages.map((message) => formatMessage(message, pkg, { color: false }));
  }

  function attw(tarball: string) {
    const cli = path.join(repository, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const args = [cli, tarball, "--profile", "esm-only", "--no-emoji", "--no-color", "--format", "ascii"];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { status, stdout };
  }

  test("find nothing", async () => {
    expect(await publintFaults(packed.tarball)).toEqual([]);
    expect(attw(packed.tarball)).toEqual({ status: 0, stdout: expect.stringContaining("node16 (from ESM)") });
  });

  test("find types that are missing", async () => {
    const broken = unpack(packed.tarball, path.join(folder, "broken"));
    rmSync(path.join(broken, "dist/src/index.d.ts"));
    const { tarball } = npmPack(broken, "--ignore-scripts");
    expect(await publintFaults(tarball)).toEqual([
      expect.stringContaining("./dist/src/index.d.ts but the file does not exist"),
    ]);
    expect(attw(tarball).status).toBe(1);
  });
});

describe("installed in a folder of its own", () => {
  const run = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [bin, ...args], {
      cwd: project,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "pipe", "pipe"],
    });

  beforeAll(() => {
    writeFileSync(path.join(project, "no-shared-key.ts"), CHECK);
  });

  test("says its version", () => {
    expect(run("--version")).toBe(`${VERSION}\n`);
  });

  test("lists every built-in check", () => {
    const checks = globSync("checks/*/*.ts", { cwd: source }).map((at) => path.basename(at, ".ts"));
    const listed = JSON.parse(run("checks", "--json")) as readonly { readonly id: string }[];
    expect(listed.map(({ id }) => id)).toEqual(checks.sort());
  });

  test("prints a query, which stands beside the code", () => {
    expect(run("queries", "q03")).toContain("StorageBlobLogs");
  });

  /** What the compiler says, of the files in the folder of the project, to somebody who has no types of Node. */
  function compile(files: readonly string[]): string {
    const compilerOptions = {
      module: "nodenext",
      target: "es2024",
      lib: ["es2024"],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    const config = path.join(project, "tsconfig.json");
    writeFileSync(config, JSON.stringify({ compilerOptions, files }));
    const tsc = path.join(repository, "node_modules/typescript/bin/tsc");
    return spawnSync(process.execPath, [tsc, "--project", config], { cwd: project, encoding: "utf8" }).stdout;
  }

  test("types checks and reporters", () => {
    writeFileSync(path.join(project, "typed.ts"), TYPED);
    expect(compile(["no-shared-key.ts", "typed.ts"])).toBe("");
    writeFileSync(path.join(project, "mistyped.ts"), CHECK.replace("user.accountId", "user.account"));
    expect(compile(["mistyped.ts"])).toMatch(
      /^mistyped\.ts\(\d+,\d+\): error TS\d+: Property 'account' does not exist on type 'LocalUser'/,
    );
  });

  test("judges a tenant by a check in TypeScript, and a snapshot of it without Azure", async () => {
    const properties = { isHnsEnabled: true, isSftpEnabled: true };
    const localUsers = [localUser({ name: "smb", properties: { hasSharedKey: true } })];
    const { azure, tenant, client } = await startTenant({
      subscriptions: [subscription({ accounts: [account({ name: "st", properties, localUsers })] })],
    });
    writeFileSync(path.join(project, "ca.pem"), azure.ca);
    const env = {
      PATH: process.env["PATH"],
      NODE_EXTRA_CA_CERTS: path.join(project, "ca.pem"),
      AZURE_TENANT_ID: tenant.tenantId,
      AZURE_CLIENT_ID: client.clientId,
      AZURE_CLIENT_SECRET: client.clientSecret,
    };
    const judge = ["scan", "--checks", "no-shared-key.ts", "--only", "custom", "-o", "json"];
    const read = ["--cloud", azure.url, "--save-snapshot", "tenant.json.gz"];
    // The simulated Azure answers from this process, which must not wait.
    const live = await promisify(execFile)(process.execPath, [bin, ...judge, ...read], { cwd: project, env });
    await azure.close();
    expect((JSON.parse(live.stdout) as ScanReport).findings.map(({ message }) => message)).toEqual([
      '"smb" of "st" holds a shared key.',
    ]);

    expect(run(...judge, "--snapshot", "tenant.json.gz")).toBe(live.stdout);
    run(...judge.slice(0, -1), "html=report.html", "--snapshot", "tenant.json.gz");
    expect(readFileSync(path.join(project, "report.html"), "utf8")).toContain("holds a shared key.");
  });
});

describe("what a command loads", () => {
  const packages = (...args: readonly string[]): readonly string[] => packagesOf(loadedModules(bin, args));

  test.each(["--version", "--help"])("%s: little, and no command", (flag) => {
    const loaded = loadedModules(bin, [flag]);
    expect(packagesOf(loaded)).toEqual(["commander", "foothold"]);
    expect(loaded.length).toBeLessThan(30);
    expect(loaded.filter((url) => url.includes("-command.js"))).toEqual([]);
  });

  test.each(["checks", "queries"])("%s: no SDK, and nothing that reads files and answers", (command) => {
    expect(packages(command)).toEqual(["commander", "foothold"]);
  });

  test.each([["explain", "sftp-enabled"], ["permissions"]])("%s: no SDK", (...args) => {
    expect(packages(...args).filter((name) => name.startsWith("@"))).toEqual([]);
  });

  test("what is loaded is seen", () => {
    expect(packages("config", "--schema")).toEqual(expect.arrayContaining(["yaml", "zod"]));
    expect(packages("scan", "--auth", "env")).toContain("@azure/identity");
    expect(loadedModules(bin, ["queries"]).filter((url) => url.includes("-command.js"))).toHaveLength(1);
  });
});
