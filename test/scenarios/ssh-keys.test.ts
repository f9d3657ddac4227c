import { readdirSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { account, localUser, subscription } from "../azure/describe.ts";
import type { FaultAnswer } from "../azure/simulated-azure.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { reportOf, type Running, runFoothold, runScan, startTenant } from "./run-scan.ts";

// Keys as ssh-keygen makes them, and a shared key that nobody may see again.
const SHARED_KEY = "pLaNtEdShArEdKeYpLaNtEdShArEdKeYpLaNtEdShArEdKeYpLaNtEdShArEdKeYpLaNtEdShArEdKeYpLaNtQ==";
const RSA_1024 =
  "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDBl2MgOmk5SYnMPORKdoy5LC28+POVgLiW3FAKTCi5yTvFUzR1mAHKged49Pbtyeldu5sDcNUp837MRdXw0c/v+jmTEne0oXijHXPIqF6xee7pf/f/XfwPZjQ64/qubz3Lv8vaDr4mhmD2OxP0dy0VEvfBw5P25v86ATIJfIK8MQ==";
const P256 =
  "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDIz6eHtCBAaECd9IiABESsLEywT1VZJeAw1AZtf0JVcWL8BIsYygw2KcptYus4DVL2L0RbR5xJyH6VJnBVc38k=";
const ED25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIL+TPhaKKsu3iExSxwc+7epDH23xk4ba3DQueeZ5U8Rs";
const COMMENT = "comment-of-ann";
const SECRETS = [SHARED_KEY, RSA_1024, P256, ED25519, COMMENT];

const CHECK = "local-user-ssh-key-weak";
const properties = {
  isHnsEnabled: true,
  isSftpEnabled: true,
  isLocalUserEnabled: true,
  networkAcls: undefined,
};
const user = (name: string, description: string, ...keys: readonly string[]) =>
  localUser({
    name,
    // As real answers have it: nothing in the list tells that the user has keys.
    properties: { hasSshKey: false, hasSharedKey: true },
    sshAuthorizedKeys: keys.map((key) => ({ description, key })),
    sharedKey: SHARED_KEY,
  });

let running: Running;
beforeAll(async () => {
  running = await startTenant({
    subscriptions: [
      subscription({
        accounts: [
          account({
            name: "contosoin",
            properties,
            localUsers: [
              user("ann", "laptop", `ssh-rsa ${RSA_1024} ${COMMENT}`),
              user("bob", "", `ecdsa-sha2-nistp256 ${P256}`, `ssh-ed25519 ${ED25519}`),
            ],
          }),
          account({
            name: "contosoout",
            properties,
            localUsers: [user("ann", "server", P256), user("eve", "")],
          }),
        ],
      }),
    ],
  });
});
beforeEach(() => running.azure.clearFaults());
afterAll(() => running.azure.close());

const posts = (): readonly string[] =>
  running.azure.log
    .filter(({ host, method }) => host !== "login" && method !== "GET")
    .map(({ path: of }) => of);

/** Each stands in a file of its name. */
const FORMATS = readdirSync(new URL("../../reports", import.meta.url))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length));

/** Everything that a scan says: all formats, and the log at its loudest. */
async function everything(...flags: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-"));
  const files = FORMATS.map((format) => [format, `${folder}/report.${format}`] as const);
  const args = ["--verbose", "--log-format", "json", "--only", CHECK, ...flags];
  const { stdout, stderr } = await runFoothold(
    [
      "scan",
      "--cloud",
      running.azure.url,
      ...args,
      ...files.flatMap(([format, file]) => ["-o", `${format}=${file}`]),
    ],
    running,
  );
  const written = files.map(async ([format, file]) => [format, await readFile(file, "utf8")] as const);
  return [["stdout", stdout], ["stderr", stderr], ...(await Promise.all(written))];
}

/** Twelve characters of a secret, from wherever in it, in any of the texts. */
function leaks(texts: readonly (readonly [string, string])[]): readonly string[] {
  const pieces = SECRETS.flatMap((secret) =>
    Array.from({ length: secret.length - 11 }, (_, at) => secret.slice(at, at + 12)),
  );
  return texts.flatMap(([name, text]) =>
    pieces.filter((piece) => text.includes(piece)).map((piece) => `${name}: ${piece}`),
  );
}

async function scanned(...flags: readonly string[]): Promise<ScanReport> {
  return reportOf(await runScan(running, ["--only", CHECK, ...flags]));
}

describe("with --read-ssh-keys", () => {
  test("weak keys and keys of two users are found", async () => {
    const report = await scanned("--read-ssh-keys");
    expect(report.findings.map(({ message }) => message).sort()).toEqual([
      'SSH key SHA256:2Tzz1y7fIyRanVOsZvaPpKKuzwkWxb6+MHQd3xH1ro4 ("laptop") of local user "ann" of "contosoin" is of RSA with 1024 bits.',
      'SSH key SHA256:8mwqNA+2tb9wGjrdXG+e+pA2Y+mkNeByDb3kbHb+lRY ("server") of local user "ann" of "contosoout" is also the key of 1 other local user ("contosoin/bob").',
      'SSH key SHA256:8mwqNA+2tb9wGjrdXG+e+pA2Y+mkNeByDb3kbHb+lRY (without a description) of local user "bob" of "contosoin" is also the key of 1 other local user ("contosoout/ann").',
      'SSH key SHA256:Xj1D3S6pWMZ1S2gC0I6jJFlD/dhgUkNFAbv2RIbi5M4 (without a description) of local user "bob" of "contosoin" is of type "ssh-ed25519", which Azure Storage does not document.',
    ]);
    expect([report.scan.complete, report.notAssessed]).toEqual([true, []]);
    const row = report.coverage.find(({ section }) => section === "localUserKeys");
    expect([row?.items, row?.requests, row?.gaps]).toEqual([4, 4, []]);
    const [worst] = report.findings.filter(({ message }) => message.includes("laptop"));
    expect(worst?.remediation.commands).toEqual([
      expect.stringContaining(" --account-name=contosoin --name=ann "),
    ]);
  });

  test("four users are four POSTs, and no other", async () => {
    const before = posts().length;
    await scanned("--read-ssh-keys");
    const asked = posts().slice(before);
    expect(asked.map((one) => one.replace(/^.*\/storageAccounts\//, "")).sort()).toEqual([
      "contosoin/localUsers/ann/listKeys",
      "contosoin/localUsers/bob/listKeys",
      "contosoout/localUsers/ann/listKeys",
      "contosoout/localUsers/eve/listKeys",
    ]);
  });

  test.each<FaultAnswer>([
    { kind: "expired-token" },
    { kind: "throttled", retryAfter: 1 },
    { kind: "server-error", status: 503 },
    { kind: "truncated" },
  ])("%o, and then an answer, changes nothing", async (answer) => {
    running.azure.fault({ route: "localUserKeys", times: 1, answer });
    const report = await scanned("--read-ssh-keys");
    expect([report.findings.length, report.scan.complete, report.notAssessed]).toEqual([4, true, []]);
  });

  test("no output holds a shared key, key material or a comment", async () => {
    const texts = await everything("--read-ssh-keys");
    expect(texts.map(([name]) => name)).toEqual(
      expect.arrayContaining(["stderr", "terminal", "json", "sarif"]),
    );
    expect(texts.find(([name]) => name === "json")?.[1]).toContain("SHA256:2Tzz1y7fIyRanVOsZvaPpKKuzwkWxb6");
    expect(leaks(texts)).toEqual([]);
  });

  test("the search for leaks can find one", () => {
    expect(leaks([["x", `…${RSA_1024.slice(30, 42)}…`]])).toEqual([`x: ${RSA_1024.slice(30, 42)}`]);
  });
});

const said = `it was ${SHARED_KEY}, and ${RSA_1024}`;
const other = (status: number, body: unknown, headers?: Readonly<Record<string, string>>): FaultAnswer => ({
  kind: "other-answer",
  status,
  body,
  ...(headers === undefined ? {} : { headers }),
});

const FAULTS: readonly (readonly [string, FaultAnswer])[] = [
  ["the connection ends in the body", { kind: "truncated" }],
  ["half a body", { kind: "truncated", clean: true }],
  ["throttling", { kind: "throttled" }],
  ["a denial", { kind: "denied" }],
  ["a hang", { kind: "hang" }],
  ["a reset", { kind: "reset" }],
  ["a redirect to another origin", { kind: "redirect-foreign" }],
  ["a redirect at home", other(307, "", { location: "../bob/listKeys?api-version=2023-05-01" })],
  ["a server error", other(500, { error: { code: "InternalServerError", message: said } })],
  ["a server error with a key for a code", other(503, { error: { code: SHARED_KEY, message: said } })],
  [
    "a refusal",
    other(403, {
      error: { code: "AuthorizationFailed", message: `perform action 'Microsoft.X/${RSA_1024}'` },
    }),
  ],
  ["a conflict", other(409, { error: { code: "ScopeLocked", message: said, details: [{ message: said }] } })],
  [
    "a refused version",
    other(400, { error: { code: "NoRegisteredProviderFound", message: `'2022-09-01, ${said}'` } }),
  ],
  ["an error that says 200", other(200, { error: { code: "X", message: said }, sharedKey: SHARED_KEY })],
  ["an error without a wrapper", other(400, { code: "BadRequest", message: said })],
  ["a page of a proxy", other(200, `<html>${said}</html>`, { "content-type": "text/html" })],
  ["a page of a proxy that fails", other(502, `<html>${said}</html>`, { "content-type": "text/html" })],
  ["a text", other(200, JSON.stringify(said))],
  ["a list", other(200, [said])],
  ["keys that are a text", other(200, { sshAuthorizedKeys: said, sharedKey: SHARED_KEY })],
  ["a key that is an object", other(200, { sshAuthorizedKeys: [{ key: { said } }], sharedKey: SHARED_KEY })],
  ["a next page", other(200, { sshAuthorizedKeys: [], nextLink: `/${said}` })],
  ["something else", other(200, { said })],
];

describe("no answer", () => {
  test.each(FAULTS)("%s: a gap, and nobody is told what came with it", async (_, answer) => {
    running.azure.fault({ route: "localUserKeys", answer });
    const texts = await everything("--read-ssh-keys");
    expect(leaks(texts)).toEqual([]);
    const report = JSON.parse(texts.find(([name]) => name === "json")?.[1] ?? "") as ScanReport;
    const row = report.coverage.find(({ section }) => section === "localUserKeys");
    const users = row?.gaps.filter(({ scope }) => /\/localusers\/[^/]+$/i.test(scope)) ?? [];
    expect(users).toHaveLength(4);
    expect([report.scan.complete, report.findings]).toEqual([false, []]);
    expect(running.azure.log.filter(({ host }) => host === "foreign")).toEqual([]);
  });

  test.each(FAULTS.slice(1, 4))("%s, of one user: the others are read", async (_, answer) => {
    running.azure.fault({ route: "localUserKeys", match: "contosoin/localUsers/ann", answer });
    const report = await scanned("--read-ssh-keys");
    const found = report.findings.map(({ message }) =>
      (/ local user "(\w+)" of "(\w+)" /.exec(message) ?? []).slice(1).join(" of "),
    );
    expect(found.toSorted()).toEqual(["ann of contosoout", "bob of contosoin", "bob of contosoin"]);
    expect(report.scan.complete).toBe(false);
  });

  test("of one user: nobody knows that a key is another's alone", async () => {
    const match = "contosoin/localUsers/bob";
    running.azure.fault({ route: "localUserKeys", match, answer: { kind: "denied" } });
    const { notAssessed, summary } = await scanned("--read-ssh-keys");
    expect(
      notAssessed.flatMap(({ subject, gaps }) => (subject === undefined ? [] : [[subject.name, gaps]])),
    ).toEqual([
      [
        "SHA256:8mwqNA+2tb9wGjrdXG+e+pA2Y+mkNeByDb3kbHb+lRY",
        [
          expect.objectContaining({
            reason: "denied",
            scope: expect.stringMatching(/\/contosoin\/localusers\/bob$/),
          }),
        ],
      ],
    ]);
    expect([summary.pass, summary.fail, summary.notAssessed]).toEqual([0, 1, 1]);
  });
});

describe("without the flag", () => {
  test("not one POST leaves, and what it would have read is shown as not requested", async () => {
    const before = posts().length;
    const report = await scanned();
    expect(posts().length).toBe(before);
    expect(report.findings).toEqual([]);
    expect(report.notAssessed).toEqual([
      {
        check: CHECK,
        gaps: [
          {
            reason: "not-requested",
            scope: `/tenants/${running.tenant.tenantId}`,
            request: "POST localUsers/listKeys",
            detail: "--read-ssh-keys was not given",
          },
        ],
      },
    ]);
    expect(report.scan.complete).toBe(true);
  });

  test("of a whole scan neither, but for the two questions to Graph", async () => {
    const before = posts().length;
    await runFoothold(["scan", "--cloud", running.azure.url, "-o", "json"], running);
    expect(
      posts()
        .slice(before)
        .filter((one) => !/^\/(?:v1\.0|beta)\/(?:\$batch|directoryObjects\/getByIds)$/.test(one)),
    ).toEqual([]);
  });
});
