import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  appRoleAssignment,
  federatedIdentityCredential,
  oauth2PermissionGrant,
  ownApp,
  user,
} from "../azure/describe-entra.ts";
import { azureRoleAssignment } from "../azure/describe-azure-roles.ts";
import { graphResource } from "../azure/describe-resources.ts";
import { account, localUser, simulatedId, subscription } from "../azure/describe.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { type Running, runFoothold, startTenant } from "./run-scan.ts";

const html = '<img src=x onerror="alert(1)">';
const ansi = "\u001b[2J\u001b]8;;https://evil.example\u0007click\u009b31m\u202Egnp";
const command = "\n::error::pwned ##[add-mask]x";
const shell = "'; touch pwned; $(touch pwned) `touch pwned` #";

const names = [html, ansi, command, shell, "--yes", "..", "[a](https://evil.example)", "=cmd|'/C calc'!A0"];

let running: Running;
let outcome: {
  readonly terminal: string;
  readonly json: ScanReport;
  readonly sarif: string;
  readonly folder: string;
};

beforeAll(async () => {
  const localUsers = names.map((name) => localUser({ name, properties: { hasSshPassword: true } }));
  const properties = { isHnsEnabled: true, isSftpEnabled: true, networkAcls: undefined };
  const tags = { owner: ansi, [html]: command };
  const apps = names.map((displayName) =>
    ownApp({
      displayName,
      application: {
        signInAudience: "AzureADMyOrg",
        passwordCredentials: [{ keyId: simulatedId(displayName), displayName, endDateTime: null }],
        web: { redirectUris: [`http://evil.example/${displayName}`], implicitGrantSettings: {} },
      },
    }),
  );
  const graph = graphResource();
  const principals = apps.map((app) => app.servicePrincipal);
  running = await startTenant({
    displayName: `Contoso ${ansi}`,
    applications: apps.map((app) => app.application),
    servicePrincipals: [graph, ...principals],
    appRoleAssignments: principals.map((holder) => appRoleAssignment(holder, graph, "Mail.Read")),
    oauth2PermissionGrants: principals.map((holder) =>
      oauth2PermissionGrant(holder, graph, `Mail.Read ${html}`),
    ),
    owners: Object.fromEntries(
      apps.map((app) => [
        `/applications/${app.application.id}`,
        [user({ displayName: app.application.displayName })],
      ]),
    ),
    federatedIdentityCredentials: Object.fromEntries(
      apps.map((app) => [
        app.application.id,
        [federatedIdentityCredential({ name: app.application.displayName, issuer: command, subject: ansi })],
      ]),
    ),
    subscriptions: [
      subscription({
        displayName: html,
        accounts: [account({ name: "sthostile", tags, properties, localUsers })],
        // So that every name stands on a path.
        roleAssignments: apps.map((app) =>
          azureRoleAssignment(
            app.servicePrincipal.id,
            "Contributor",
            `/subscriptions/${simulatedId(`subscription ${html}`)}`,
          ),
        ),
      }),
    ],
  });
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-"));
  const args = [
    "scan",
    "--cloud",
    running.azure.url,
    "-o",
    "terminal",
    "-o",
    `json=${folder}/r.json`,
    "-o",
    `sarif=${folder}/r.sarif`,
    "--verbose",
  ];
  const { stdout, stderr } = await runFoothold(args, running);
  outcome = {
    terminal: stdout + stderr,
    json: JSON.parse(await readFile(`${folder}/r.json`, "utf8")) as ScanReport,
    sarif: await readFile(`${folder}/r.sarif`, "utf8"),
    folder,
  };
});
afterAll(() => running.azure.close());

test("the terminal obeys nothing: no control character, no workflow command", () => {
  expect(outcome.terminal.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  for (const line of outcome.terminal.split("\n")) {
    expect(line.trimStart().startsWith("::")).toBe(false);
    expect(line).not.toContain("##[");
  }
});

test("the JSON report holds every name and tag as it is", () => {
  expect(outcome.json.known.localUsers.map(({ name }) => name).sort()).toEqual([...names].sort());
  const tagged = outcome.json.findings.find(({ subject }) => subject.name === "sthostile");
  expect(tagged?.subject.tags).toEqual({ owner: ansi, [html]: command });
});

test("SARIF is JSON, its paths stay below the root, its links are text", () => {
  const { results } = JSON.parse(outcome.sarif).runs[0];
  expect(results.length).toBe(outcome.json.findings.length);
  for (const { locations, message } of results) {
    const { uri } = locations[0].physicalLocation.artifactLocation;
    expect(uri).toBe(uri.toLowerCase());
    expect(new URL(uri, "file:///root/").href.startsWith("file:///root/")).toBe(true);
    expect(uri).toMatch(/^(?:azure\/subscriptions|entra\/[a-z0-9]+)\//);
    expect(message.text).not.toMatch(/[^\\]\[a\]\(/);
  }
});

/** What the commands of the findings begin with. */
const VERBS = [
  "ad app",
  "ad group",
  "ad sp",
  "monitor diagnostic-settings",
  "policy assignment",
  "policy definition",
  "rest --method",
  "role assignment",
  "security pricing",
  "storage account",
];

test("no copied command can be broken out of", () => {
  const { findings } = outcome.json;
  expect(findings.filter(({ cut }) => cut !== undefined).length).toBeGreaterThanOrEqual(names.length);
  const commands = findings.flatMap(({ remediation, cut }) => [
    ...remediation.commands,
    ...(cut ? [cut] : []),
  ]);
  expect(commands.length).toBeGreaterThan(names.length);
  for (const line of commands) {
    // The shell itself says what it would run: one `az`, its words, and nothing else.
    const script = `az() { for word; do printf '%s\\0' "$word"; done; }\n${line}\n`;
    const words = execFileSync("sh", ["-c", script], { cwd: outcome.folder, encoding: "utf8" })
      .split("\0")
      .slice(0, -1);
    const verb = words.slice(0, 2).join(" ").replace(/=.*/, "");
    expect(VERBS).toContain(verb);
    if (verb !== "storage account") continue;
    const name = words.find((word) => word.startsWith("--name="))?.slice("--name=".length);
    const expected = [...names, "<localUsers: holds control characters>"];
    if (name !== undefined) expect(expected).toContain(name);
  }
  expect(readdirSync(outcome.folder).sort()).toEqual(["r.json", "r.sarif"]);
});
