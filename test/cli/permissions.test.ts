import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadChecks } from "../../src/assess/load-checks.ts";
import { leastGrants, lossesWithout, type SectionPermission } from "../../src/cli/least-permissions.ts";
import { permissionsFor } from "../../src/cli/permissions-command.ts";
import { GRAPH_ROLES } from "../../src/cli/setup-script.ts";
import { allCollectors } from "../../src/collect/collectors.ts";
import { roleOf } from "../../src/collector.ts";
import { GRAPH } from "../../src/inventory/permissions.ts";
import { sectionsOf } from "../../src/scan.ts";
import { sharedFolder } from "../azure/shared-folder.ts";
import { runMain } from "./run-main.ts";

const loaded = await loadChecks();
const ALL = loaded.map(({ check }) => check);
const ENTRA = ["--only", "apps,credentials,grants,tenant"] as const;

/** `foothold permissions` as a person runs it. It asks nobody anything. */
async function permissions(...args: readonly string[]) {
  return await runMain("permissions", ...args);
}

describe("the least set", () => {
  const permission = (
    anyOf: readonly string[],
    over: Partial<SectionPermission> = {},
  ): SectionPermission => ({
    section: "tenants",
    plane: "graph",
    anyOf: anyOf as [string, ...string[]],
    without: "Nothing.",
    ...over,
  });
  const least = (...lists: readonly (readonly string[])[]) =>
    leastGrants(lists.map((anyOf) => permission(anyOf))).graph;

  test.each<[string, readonly (readonly string[])[], readonly string[]]>([
    ["of nothing", [], []],
    ["the least of one", [["a", "b"]], ["a"]],
    ["what has one way leaves no choice, wherever it stands", [["a", "b"], ["b"]], ["b"]],
    [
      "the least of each",
      [
        ["a", "c"],
        ["b", "c"],
      ],
      ["a", "b"],
    ],
    [
      "one that covers another's least",
      [
        ["a", "b"],
        ["b", "c"],
      ],
      ["b"],
    ],
    ["each once", [["a"], ["a"], ["a", "b"]], ["a"]],
  ])("%s", (_, lists, expected) => {
    expect(least(...lists)).toEqual(expected);
  });

  test("opens everything, and nothing in it can be left out", () => {
    const ways = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(ways, { maxLength: 8 }), (lists) => {
        const chosen = least(...lists);
        const isEnough = (set: readonly string[]): boolean =>
          lists.every((list) => list.some((way) => set.includes(way)));
        expect(isEnough(chosen)).toBe(true);
        for (const one of chosen) expect(isEnough(chosen.filter((other) => other !== one))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("of Azure is made of roles, where there is one", () => {
    const ofAzure = [
      permission(["Microsoft.X/a/read"], { plane: "arm", role: "Reader" }),
      permission(["Microsoft.X/b/read"], { plane: "arm", role: "Reader" }),
      permission(["Microsoft.X/d/read"], { plane: "arm", role: "Reader", scope: "/providers/Microsoft.X" }),
      permission(["Microsoft.X/c/read"], { plane: "arm" }),
      permission(["Graph.Read"]),
    ];
    expect(leastGrants(ofAzure)).toEqual({
      graph: ["Graph.Read"],
      // A role above does not reach what lies at a scope of its own.
      arm: ["Microsoft.X/c/read", "Reader", "Reader at /providers/Microsoft.X"],
    });
  });

  test.each<[string, readonly string[], readonly string[]]>([
    [
      "all checks",
      [
        "Application.Read.All",
        "AuditLog.Read.All",
        "Directory.Read.All",
        "Policy.Read.All",
        "Policy.Read.PermissionGrant",
        "RoleManagement.Read.Directory",
      ],
      ["Reader", "Reader at /providers/Microsoft.aadiam"],
    ],
    ["sftp-enabled", ["Organization.Read.All"], ["Reader"]],
  ])("of %s", (id, graph, arm) => {
    const checks = loaded.filter(({ check }) => id === "all checks" || check.id === id);
    expect(leastGrants(permissionsFor(sectionsOf(checks.map(({ check }) => check))))).toEqual({ graph, arm });
  });
});

describe("what is lost", () => {
  const all = permissionsFor(sectionsOf(ALL));
  const without = (...names: readonly string[]) =>
    lossesWithout(
      all.filter((permission) => {
        const role = roleOf(permission);
        return (role === undefined ? permission.anyOf : [role]).every((way) => names.includes(way));
      }),
      all,
      ALL,
    );

  test("without one permission alone", () => {
    expect(without("Policy.Read.PermissionGrant")).toEqual({
      notAssessed: [],
      inPart: ["users-can-consent"],
    });
    expect(without("AuditLog.Read.All")).toEqual({
      notAssessed: ["event-app-registered-and-granted", "event-consent", "event-credential-added"],
      inPart: [
        "app-privileged-soon-after-registration",
        "credential-added",
        "event-app-password-or-ssh-key",
        "event-guard-rail-changed",
        "event-service-principal-sign-in",
        "privileged-app-dormant",
        "privileged-app-uses-secret",
      ],
    });
    expect(without("Organization.Read.All").notAssessed).toEqual([]);
  });

  test("a check that reads what is left is not among them", () => {
    const { notAssessed, inPart } = without("Reader");
    expect(notAssessed).toEqual(
      expect.arrayContaining(["sftp-enabled", "local-user-password", "managed-identity-federated"]),
    );
    expect([...notAssessed, ...inPart]).not.toContain("users-can-consent");
    expect(notAssessed.filter((id) => inPart.includes(id))).toEqual([]);
  });

  test("the second permission of a section thins it out, and does not close it", () => {
    // Without it, applications that are exempt from the tenant's rule have no name.
    expect(without("Application.Read.All").inPart).toContain("app-secrets-unrestricted");
    expect(without("Application.Read.All").notAssessed).not.toContain("app-secrets-unrestricted");
    expect(without("Policy.Read.All").notAssessed).toContain("app-secrets-unrestricted");
  });

  test("the tenant is a subject all the same", () => {
    const tenant = all.filter(({ section }) => section === "tenants");
    const { notAssessed } = lossesWithout(tenant, all, ALL);
    expect(notAssessed).not.toContain("many-credential-minters");
  });

  test("Entra's own settings, which no role above reaches", () => {
    const { notAssessed, inPart } = without("Reader at /providers/Microsoft.aadiam");
    expect([...notAssessed, ...inPart]).toContain("entra-logs-not-exported");
    expect([...notAssessed, ...inPart]).not.toContain("sftp-enabled");
    expect(without("Reader").notAssessed).not.toContain("entra-logs-not-exported");
  });

  test("everything, without anything", () => {
    const { notAssessed, inPart } = lossesWithout(all, all, ALL);
    expect([...notAssessed, ...inPart].sort()).toEqual(ALL.map(({ id }) => id).sort());
    expect(inPart).toEqual(expect.arrayContaining(["entra-logs-not-exported", "many-credential-minters"]));
    const readNothing = (section: string) =>
      ALL.filter(({ subject }) => subject === section).map(({ id }) => id);
    for (const section of ["storageAccounts", "localUsers", "applications", "servicePrincipals"])
      expect(notAssessed).toEqual(expect.arrayContaining(readNothing(section)));
  });
});

describe("as text", () => {
  test("what storage needs", async () => {
    const { exitCode, stdout, stderr } = await permissions("--only", "sftp-enabled,sftp-open-network");
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`The least that 2 checks need
  Microsoft Graph, as application permissions, or sign in as a user who may read it (Global Reader):
    Organization.Read.All
  Azure Resource Manager, as a role at the root management group or each subscription, or as named:
    Reader

What each is for, and what it costs to leave it out
A check is assessed in part where it looks something up: what that decides is not assessed, the rest
is scored without it.

  Organization.Read.All
    reads tenants
    without it: The report names the tenant by its id alone, without display name and verified
      domains.

  Reader
    reads subscriptions, storageAccounts, localUsers, resourceGroups, blobDiagnosticSettings and
      storageEvents
    without it: No subscription is assessed. No storage account of the subscription is assessed.
      Nobody knows who can sign in over SFTP. The report shows no tags of resource groups. Nobody
      knows whether sign-ins over SFTP leave a log. Nobody knows who switched SFTP on, who made
      local users and their passwords, when, and from where.
    not assessed: every check

foothold needs no right to write anything.
`);
  });

  test("a role that has to be assigned elsewhere stands with its scope", async () => {
    const { stdout } = await permissions("--only", "entra-logs-not-exported");
    expect(stdout).toContain("or as named:\n    Reader at /providers/Microsoft.aadiam\n\n");
    expect(stdout).toContain(
      "\n  Reader at /providers/Microsoft.aadiam\n    reads entraDiagnosticSettings\n    without it: ",
    );
    expect(stdout.split("\n")).not.toContain("    Reader");
  });

  test("one check", async () => {
    const { stdout } = await permissions("--only", "users-can-consent");
    expect(stdout).toMatch(/^The least that 1 check needs\n/);
    expect(stdout).toContain(
      "\n  Policy.Read.PermissionGrant\n    reads permissionGrantPolicies\n    without it: Nobody knows how far the tenant's own consent policies go.\n    in part: users-can-consent\n",
    );
    const { stdout: ofGraph } = await permissions("--only", "admin-consent-workflow-off");
    expect(ofGraph).not.toContain("Azure Resource Manager");
  });

  test("either of two, and what a lesser one would open", async () => {
    const { stdout } = await permissions();
    expect(stdout).toContain("\n  Application.Read.All (or Directory.Read.All)\n    reads applications,");
    expect(stdout).toMatch(/domains\s+\(Domain\.Read\.All is enough\)/);
    expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  test("every check that reads anything stands somewhere, and every section", async () => {
    const { stdout } = await permissions();
    for (const { id } of ALL) expect(stdout).toContain(id);
    for (const { section } of permissionsFor(sectionsOf(ALL))) expect(stdout).toContain(section);
  });
});

test("as JSON: one entry for each section and permission", async () => {
  const { stdout } = await permissions("--json", "--only", "users-can-consent");
  expect(JSON.parse(stdout)).toEqual([
    expect.objectContaining({
      section: "tenants",
      plane: "graph",
      anyOf: ["Organization.Read.All", "Directory.Read.All"],
      grants: ["Organization.Read.All"],
      notAssessed: [],
      inPart: [],
    }),
    expect.objectContaining({
      section: "entraDiagnosticSettings",
      role: "Reader",
      scope: "/providers/Microsoft.aadiam",
      grants: ["Reader at /providers/Microsoft.aadiam"],
    }),
    {
      section: "authorizationPolicies",
      plane: "graph",
      anyOf: ["Policy.Read.All"],
      without: expect.stringMatching(/\.$/),
      grants: ["Policy.Read.All"],
      notAssessed: ["users-can-consent"],
      inPart: [],
    },
    expect.objectContaining({ section: "permissionGrantPolicies", inPart: ["users-can-consent"] }),
  ]);
});

test.each([[["--json", "--script"]], [["--only", "no-such-check"]], [["--script", "--only", "nothing"]]])(
  "%j is refused",
  async (args) => {
    const { exitCode, stdout, stderr } = await permissions(...args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^foothold: /);
  },
);

const shared = sharedFolder();

describe("the ids of application roles", () => {
  const named = allCollectors().flatMap(({ permissions: needed }) =>
    needed.filter(({ plane }) => plane === "graph").flatMap(({ anyOf }) => anyOf),
  );

  test("are there for every permission that a collector names", () => {
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => GRAPH_ROLES[name] === undefined)).toEqual([]);
    expect(Object.keys(GRAPH_ROLES).filter((name) => !named.includes(name))).toEqual([]);
  });

  test.skipIf(shared === undefined)("are Microsoft's", () => {
    const { appRoles }: { readonly appRoles: Readonly<Record<string, string>> } = JSON.parse(
      readFileSync(`${shared}/data/least-privilege.json`, "utf8"),
    );
    for (const [name, id] of Object.entries(GRAPH_ROLES)) expect(id, name).toBe(appRoles[name]);
  });

  test("all of them read, and nothing else", () => {
    expect(
      Object.keys(GRAPH_ROLES).filter((name) => !/\.Read(?:\.|$)/.test(name) || /Write/.test(name)),
    ).toEqual([]);
  });
});

describe("as a script", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "setup-"));
    // Writes down its arguments, each behind a NUL, and answers with an id that says what was asked.
    const az = `#!/bin/sh
for argument in "$@"; do printf '%s\\0' "$argument" >>"${folder}/calls"; done
printf '\\n\\0' >>"${folder}/calls"
case "$1 $2 $3" in
  "account show --query") echo tenant-1 ;;
  "ad app create") echo app-1 ;;
  "ad sp create") [ -e "${folder}/known" ] || { touch "${folder}/known"; exit 1; }; echo principal-1 ;;
  "ad app permission") [ ! -e "${folder}/refuse" ] || exit 1 ;;
  "role assignment create")
    case "$*" in *aadiam*) [ ! -e "${folder}/not-elevated" ] || exit 1 ;; esac ;;
esac
`;
    await writeFile(`${folder}/az`, az);
    await writeFile(`${folder}/sleep`, "#!/bin/sh\n");
    await chmod(`${folder}/az`, 0o755);
    await chmod(`${folder}/sleep`, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const FILLED_IN = { ORG: "contoso", REPO: "azure.audit", ENVIRONMENT: "audit prod" };

  /** Runs the script with the az of this test, and tells what it was asked. */
  async function run(script: string, env: Readonly<Record<string, string>> = FILLED_IN) {
    await writeFile(`${folder}/setup.sh`, script);
    const ended = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      const options = { env: { ...env, PATH: `${folder}:/usr/bin:/bin` }, cwd: folder };
      execFile("sh", [`${folder}/setup.sh`], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : error.code, stdout, stderr });
      });
    });
    const calls = await readFile(`${folder}/calls`, "utf8").catch(() => "");
    return {
      ...ended,
      calls: calls
        .split("\n\0")
        .slice(0, -1)
        .map((call) => call.split("\0").slice(0, -1)),
    };
  }

  const scriptOf = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, stdout } = await permissions("--script", ...args);
    expect(exitCode).toBe(0);
    return stdout;
  };
  const words = (text: string): readonly string[] => text.split(" ");
  const addOf = (id: string | undefined) =>
    words(`ad app permission add --id app-1 --output none --api ${GRAPH} --api-permissions ${id}=Role`);

  test("sets up one application with what the checks need", async () => {
    const { code, stdout, stderr, calls } = await run(await scriptOf());
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe("AZURE_TENANT_ID=tenant-1\nAZURE_CLIENT_ID=app-1\n");
    const create = words("ad sp create --id app-1 --query id --output tsv");
    const federated = calls[4] ?? [];
    expect(calls).toEqual([
      words("account show --query tenantId --output tsv"),
      words(
        "ad app create --display-name foothold-audit --sign-in-audience AzureADMyOrg --query appId --output tsv",
      ),
      // Not known everywhere at once: it is tried again.
      create,
      create,
      [
        ...words("ad app federated-credential create --id app-1 --output none --parameters"),
        federated.at(-1),
      ],
      ...leastGrants(permissionsFor(sectionsOf(ALL))).graph.map((name) => addOf(GRAPH_ROLES[name])),
      words("ad app permission admin-consent --id app-1 --output none"),
      words(
        "role assignment create --role Reader --scope /providers/Microsoft.Management/managementGroups/tenant-1 --output none --assignee-object-id principal-1 --assignee-principal-type ServicePrincipal",
      ),
      words(
        "role assignment create --role Reader --scope /providers/Microsoft.aadiam --output none --assignee-object-id principal-1 --assignee-principal-type ServicePrincipal",
      ),
    ]);
    expect(JSON.parse(federated.at(-1) ?? "")).toEqual({
      name: "github",
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:contoso/azure.audit:environment:audit prod",
      audiences: ["api://AzureADTokenExchange"],
    });
  });

  test("only the permissions of the chosen checks", async () => {
    const { calls } = await run(await scriptOf("--only", "sftp-enabled"));
    const added = calls.filter(([, , what, verb]) => what === "permission" && verb === "add");
    expect(added).toEqual([addOf(GRAPH_ROLES["Organization.Read.All"])]);
    expect(calls.at(-1)?.slice(0, 5)).toEqual(["role", "assignment", "create", "--role", "Reader"]);
  });

  test("no role in Azure where no check reads there", async () => {
    const script = await scriptOf("--only", "admin-consent-workflow-off");
    const { code, calls } = await run(script);
    expect(code).toBe(0);
    expect(calls.map(([first]) => first)).not.toContain("role");
    expect(script).not.toMatch(/SCOPE|Reader|User Access Administrator/);
    expect(await scriptOf(...ENTRA)).toContain("SCOPE=");
  });

  test("no scope to choose where the one role has its own", async () => {
    const script = await scriptOf("--only", "entra-logs-not-exported");
    const { code, calls } = await run(script);
    expect(code).toBe(0);
    expect(script).not.toMatch(/SCOPE|User Access Administrator/);
    expect(calls.filter(([first]) => first === "role").map((call) => call[6])).toEqual([
      "/providers/Microsoft.aadiam",
    ]);
  });

  test("who may not assign a role outside the management groups gets all the rest", async () => {
    await writeFile(`${folder}/not-elevated`, "");
    const { code, stdout, stderr, calls } = await run(await scriptOf());
    expect([code, stdout]).toEqual([0, "AZURE_TENANT_ID=tenant-1\nAZURE_CLIENT_ID=app-1\n"]);
    expect(stderr).toBe(
      "nobody assigned Reader at /providers/Microsoft.aadiam: what it opens will be a gap in every scan\n",
    );
    const assigned = calls.filter(([first]) => first === "role").map((call) => call[6]);
    expect(assigned[0]).toBe("/providers/Microsoft.Management/managementGroups/tenant-1");
    expect(assigned.slice(1)).toEqual(Array.from({ length: 12 }, () => "/providers/Microsoft.aadiam"));
  });

  test("name, scope and audience can be chosen", async () => {
    const chosen = {
      NAME: "my audit",
      SCOPE: "/subscriptions/s",
      AUDIENCE: "api://AzureADTokenExchangeUSGov",
    };
    const { calls } = await run(await scriptOf(), { ...FILLED_IN, ...chosen });
    expect(calls[1]).toContain("my audit");
    expect(
      calls.findLast((call) => call.includes("Reader") && call.includes("/subscriptions/s")),
    ).toBeDefined();
    expect(calls[4]?.at(-1)).toContain('["api://AzureADTokenExchangeUSGov"]');
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["nothing filled in", {}],
    ["no environment: any job of the repository could sign in", { ...FILLED_IN, ENVIRONMENT: "" }],
    ["a quote that would end the text", { ...FILLED_IN, REPO: 'x","subject":"y' }],
    ["a colon that would move the subject's parts", { ...FILLED_IN, ORG: "a:environment" }],
    ["a slash", { ...FILLED_IN, ORG: "a/b" }],
    ["a wildcard", { ...FILLED_IN, ENVIRONMENT: "*" }],
    ["a command", { ...FILLED_IN, ENVIRONMENT: "$(id)" }],
    ["a newline", { ...FILLED_IN, ENVIRONMENT: "a\nb" }],
  ])("%s: refused before anything is made", async (_, env) => {
    const { code, stdout, stderr, calls } = await run(await scriptOf(), env);
    expect([code, stdout, calls]).toEqual([2, "", []]);
    expect(stderr).toMatch(/^fill in ORG, REPO and ENVIRONMENT/);
  });

  test("what fails for good ends it, and nothing follows", async () => {
    await writeFile(`${folder}/refuse`, "");
    const { code, stdout, calls } = await run(await scriptOf());
    expect(code).not.toBe(0);
    expect(stdout).toBe("");
    expect(calls.filter(([, , what]) => what === "permission")).toHaveLength(12);
    expect(calls.map(([first]) => first)).not.toContain("role");
  });

  test.each([[[]], [["--only", "storage"]], [ENTRA], [["--skip", "storage"]]])(
    "%j: every shell can read it, and so can a person",
    async (args) => {
      const script = await scriptOf(...args);
      await writeFile(`${folder}/setup.sh`, script);
      for (const shell of ["sh", "bash --posix", "bash"]) {
        const [command = "", ...flags] = shell.split(" ");
        await new Promise<void>((resolve, reject) => {
          execFile(command, [...flags, "-n", `${folder}/setup.sh`], (error) => {
            if (error === null) resolve();
            else reject(error);
          });
        });
      }
      expect(script).toMatch(/^#!\/bin\/sh\n/);
      expect(script).toContain("\nset -eu\n");
      expect(script.split("\n").filter((line) => line.length > 120)).toEqual([]);
      // Nothing that keeps a secret: https://learn.microsoft.com/cli/azure/ad/app/credential
      expect(script).not.toMatch(/credential reset|--password|create-for-rbac/);
    },
  );
});
