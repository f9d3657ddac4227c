import { describe, expect, test } from "vitest";
import terminal from "../../reports/terminal.ts";
import { ACCOUNT_ID, check, doorFinding, hash, renderWhole, sampleReport } from "./sample-report.ts";
import { withoutColor } from "./terminal-guards.ts";

const GOLDEN = `foothold  Contoso (72f988bf-0000-4000-8000-2d7cd011db47)  2026-11-20T06:00:00Z

1 critical, 1 high, 1 medium, 0 low, 0 info. Act on 1, attend to 1.
INCOMPLETE: 2 scopes were not read, see "Not read"

  92 critical  sftp-open-door  contoso-prod / rg (prod) / stpartners
     Local user 'backup' of 'stpartners' signs in with a password from any
     network and may write to 'uploads'.
     why: +39 User 'backup' may write to container 'uploads'; +15 The account
          answers to every network; +15 Open network, password, write and no log
          are critical.
     tags: 10=ten, owner=ops

  78 high  app-secret  Entra ID / deploy (2026)
     The application 'billing' holds 'Mail.Read' of every mailbox and signs in
     with a secret.
     why: +41 It holds Mail.Read of Microsoft Graph; +15 Whoever has a
          credential signs in from any network; +9 It signs in with a client
          secret.

  41 medium  sftp-endpoint
     11111111-1111-4111-8111-111111111111 / rg (prod) / stpartners
     Storage account 'stpartners' serves SFTP and is not among the expected
     ones.
     2026-11-19 00:00Z "mallory@contoso.com" from 203.0.113.9: SFTP was switched
          on.
     why: +26 SFTP is on; +15 The account answers to every network.

Not read
  1 scope: access denied. Grant Directory.Read.All on:
    /tenants/72f988bf-0000-4000-8000-2d7cd011db47
  1 scope: access denied. Grant Microsoft.Storage/storageAccounts/read (role
    Reader) on:
    /subscriptions/99999999-9999-4999-8999-999999999999
Outside this scan, not held against it: 1 not requested.

Read 3 storage accounts, 2 local users, 2 applications, 3 service principals and
  0 oauth2 permission grants with 17 requests; storage accounts of 1 scope,
  local users of 1 scope and oauth2 permission grants of 1 scope not read.
Assessed 9 of 12 subjects in 4 checks, and none of an unknown number that could
  not be listed.
Read by application 22222222-2222-4222-8222-222222222222.

Next: foothold explain sftp-open-door
To close the worst (sftp-open-door on backup):
  $ az storage account local-user delete --account-name stpartners -g 'rg (prod)' --name backup
`;

describe("the summary", () => {
  test("is read in ten seconds", () => {
    expect(renderWhole(terminal, sampleReport(), 80)).toBe(GOLDEN);
  });

  test("color adds escape sequences and changes no text", () => {
    const colored = renderWhole(terminal, sampleReport(), 80, true);
    expect(withoutColor(colored)).toBe(GOLDEN);
    expect(colored).toContain(
      "\u001b[1;31mcritical\u001b[0m  \u001b[1msftp-open-door\u001b[0m  \u001b[2mcon",
    );
    expect(colored).toContain('\u001b[1;33mINCOMPLETE: 2 scopes were not read, see "Not read"\u001b[0m\n');
    expect(colored).toContain("\u001b[2m0 low,");
    // A severity without findings is dim, never in its alarming color.
    expect(colored).not.toContain("\u001b[36m");
  });

  test.each([0, Number.NaN, -5])("a width of %d is 80, and one under 40 is 40", (width) => {
    expect(renderWhole(terminal, sampleReport(), width)).toBe(GOLDEN);
    expect(renderWhole(terminal, sampleReport(), 3)).toBe(renderWhole(terminal, sampleReport(), 40));
  });

  test("who looked is told with both ids where one line holds them", () => {
    expect(renderWhole(terminal, sampleReport(), 120)).toContain(
      "\nRead by application 22222222-2222-4222-8222-222222222222, object 33333333-3333-4333-8333-333333333333.\n",
    );
  });
});

describe("findings", () => {
  test("a subject is one block, wherever its findings stand: worst first, one place, one why", () => {
    const id = `${ACCOUNT_ID}/localUsers/BACKUP`;
    const findings = [
      doorFinding({ score: 40, severity: "medium", check: "later", message: "Later." }),
      finding(60, "high"),
      doorFinding({ subject: { ...doorFinding().subject, id } }),
    ];
    const blocks = renderWhole(terminal, sampleReport({ findings }), 120).split("\n\n");
    expect(blocks[2]?.split("\n")).toEqual([
      "  92 critical  sftp-open-door  contoso-prod / rg (prod) / stpartners",
      expect.stringMatching(/^ {5}Local user 'backup' of .*'uploads'\.$/),
      "  40 medium    later",
      "     Later.",
      expect.stringMatching(/^ {5}why: \+39 /),
      expect.stringMatching(/^ {10}\S/),
      "     tags: 10=ten, owner=ops",
    ]);
    expect(blocks[3]).toMatch(
      /^ {2}60 high {2}check-60 {2}contoso-prod \/ rg \(prod\) \/ st60\n {5}Message 60\./,
    );
  });

  test("the seven worst subjects with their reasons, and how much more there is", () => {
    const findings = Array.from({ length: 14 }, (_, index) => finding(50 + index, "medium"));
    const more = finding(1, "low", { subject: finding(50, "low").subject });
    const text = renderWhole(terminal, sampleReport({ findings: [...findings, more] }));
    expect([...text.matchAll(/Message (\d+)\./g)].map(([, score]) => Number(score))).toEqual([
      63, 62, 61, 60, 59, 58, 57,
    ]);
    expect(text.match(/why: /g)?.length).toBe(7);
    expect(text).toContain("\n\n... and 8 more findings on 7 subjects: -o json lists them all\n\n");
    const seven = renderWhole(terminal, sampleReport({ findings: findings.slice(0, 7) }));
    expect(seven).not.toContain("more finding");
    const eight = renderWhole(terminal, sampleReport({ findings: findings.slice(0, 8) }));
    expect(eight).toContain("\n... and 1 more finding on 1 subject: ");
  });

  test("a subject with many findings does not fill the page", () => {
    const findings = Array.from({ length: 8 }, (_, index) =>
      doorFinding({ score: 90 - index, message: "M." }),
    );
    const text = renderWhole(terminal, sampleReport({ findings }));
    expect(text.match(/^ {5}M\.$/gm)?.length).toBe(5);
    expect(text).toContain("\n     ... and 3 more findings on it\n     why: ");
  });

  test("mitigations and ceilings are reasons too, points of zero are none", () => {
    const ledger = [
      { factor: "sftp-write", points: 39, because: "Write" },
      { factor: "private-network", points: 0, because: "Private" },
      { factor: "disabled", points: -30, because: "Disabled!" },
      { factor: "bounds", points: 3, because: "And so on..." },
    ] as const;
    const text = renderWhole(terminal, sampleReport({ findings: [doorFinding({ ledger })] }));
    expect(text).toContain("why: +39 Write; -30 Disabled!; +3 And so on...\n");
  });

  test("points stay with the first word of their reason, at every width", () => {
    for (let width = 40; width <= 140; width++) {
      const text = renderWhole(terminal, sampleReport(), width);
      expect(text).not.toMatch(/ [+-]\d+$/m);
      expect(text.replaceAll(/\s+/g, " ")).toContain("; +15 The account answers to every network; +15 Open");
    }
  });

  test("the place stands under its check where the line is too short for both", () => {
    const text = renderWhole(terminal, sampleReport(), 68);
    expect(text).toContain("  92 critical  sftp-open-door  contoso-prod / rg (prod) / stpartners\n");
    expect(renderWhole(terminal, sampleReport(), 67)).toContain(
      "  92 critical  sftp-open-door\n     contoso-prod / rg (prod) / stpartners\n     Local",
    );
  });

  test("a finding without reasons and commands has no empty lines for them", () => {
    const bare = doorFinding({ ledger: [], remediation: { commands: [] } });
    const text = renderWhole(terminal, sampleReport({ findings: [bare] }));
    expect(text).not.toContain("why:");
    expect(text).not.toContain("To close");
    expect(text).toMatch(/Next: foothold explain sftp-open-door\n$/);
  });

  test("the command to copy is that of the worst, and a check's id that is none is quoted", () => {
    const findings = [finding(50, "medium"), finding(99, "critical", { check: "$(id)'" })];
    const text = renderWhole(terminal, sampleReport({ findings, checks: [check("a", "low")] }));
    expect(text).toContain(String.raw`Next: foothold explain '$(id)'\'''` + "\n");
    expect(text).toContain("\nTo close the worst ($(id)' on st99):\n  $ az ");
  });

  test.each([
    ["/applications/1", "app", undefined, "Entra ID / app"],
    ["/applications/1", "", undefined, "Entra ID / /applications/1"],
    ["/applications/1/passwordCredentials/2", "rbac", "app", "app / rbac"],
    ["/applications/1/passwordCredentials/2", "2", undefined, "Entra ID / 2"],
    ["/servicePrincipals/1/appRoleAssignments/x", "Mail.Read", "app", "app / Mail.Read"],
    ["/oauth2PermissionGrants/x-1", "Fabrikam", undefined, "Entra ID / Fabrikam"],
    ["/policies/authorizationPolicy", "Consent", undefined, "Entra ID / Consent"],
    ["/tenants/t", "Contoso", undefined, "Entra ID / Contoso"],
    ["/applications/1", "/ /tenants/t", undefined, "Entra ID / / /tenants/t"],
    ["/subscriptions/s", "Prod", "Production", "Production"],
    ["/subscriptions/s", "Prod", undefined, "s"],
    ["/subscriptions/s/resourceGroups/", "", undefined, "s"],
    // A resource group that calls itself providers is no provider.
    ["/subscriptions/s/resourceGroups/providers/providers/P/t/n/u/v", "v", "P", "P / providers / n"],
  ])("%s stands as a place", (id, name, scopeName, place) => {
    const subject = { type: "tenants", id, name, scope: "/tenants/t" } as const;
    const named = scopeName === undefined ? subject : { ...subject, scopeName };
    expect(
      renderWhole(terminal, sampleReport({ findings: [doorFinding({ subject: named })] }), 200),
    ).toContain(`\n  92 critical  sftp-open-door  ${place}\n`);
  });
});

/** A finding on an account of its own. */
function finding(
  score: number,
  severity: "critical" | "high" | "medium" | "low",
  over: Parameters<typeof doorFinding>[0] = {},
) {
  const id = ACCOUNT_ID.replace("stpartners", `st${score}`);
  return doorFinding({
    fingerprint: hash(`${score}`),
    check: `check-${score}`,
    message: `Message ${score}.`,
    score,
    severity,
    subject: { ...doorFinding().subject, id, name: `st${score}` },
    ...over,
  });
}
