import type { LoadedCheck } from "../../assess/load-checks.ts";
import { evidenceSectionOf } from "../../assess/evidence.ts";
import { type Score, score } from "../../assess/score.ts";
import { type AnyCheck, type CheckMeta, factor } from "../../check.ts";
import { type PackQuery, packQuery } from "../../collect/queries/query-pack.ts";
import { DERIVATIONS } from "../../derive/derive.ts";
import { guideAddress } from "../../guide-address.ts";
import type { SectionName } from "../../inventory/sections.ts";
import { sectionsOf } from "../../scan.ts";
import { type Grants, leastGrants, lossesWithout, type SectionPermission } from "../least-permissions.ts";
import { type PermissionFlags, permissionsFor } from "../permissions-command.ts";
import { type Confirmation, confirmationOf } from "./confirmations.ts";
import { FACTOR_MEANINGS } from "./factor-meanings.ts";
import { placeholdersIn, placeholderWords } from "./placeholder-words.ts";
import { SECTION_WORDS } from "./section-words.ts";
import { type SettingEffect, settingEffectsOf } from "./setting-effects.ts";
import { type Technique, techniqueOf } from "./techniques.ts";

/** All that there is to say of a check, as `foothold explain` and `docs/checks/` tell it. */
export interface CheckGuide
  extends Pick<CheckMeta, "id" | "title" | "severity" | "why" | "remediation" | "references"> {
  readonly group: string;
  /** Of its page, where the project has an address. */
  readonly address: string | undefined;
  /** What it looks at, the judged first. */
  readonly evidence: readonly GuideEvidence[];
  /** What must be read for it, by what opens it. */
  readonly reads: readonly GuideRead[];
  /** The smallest set of grants that reads all of it, flags included. */
  readonly least: Grants;
  /** Sections that an earlier report holds. */
  readonly ofBaseline: readonly SectionName[];
  /** The typical finding; a user's check may have none. */
  readonly typical: Score | undefined;
  readonly techniques: readonly Technique[];
  readonly confirmation: Confirmation;
  readonly queries: readonly PackQuery[];
  /** What belongs into the braces of the commands above. */
  readonly placeholders: readonly (readonly [name: string, words: string])[];
  readonly settings: readonly SettingEffect[];
  /** An entry of `suppressions` in foothold.yml, as lines of YAML. */
  readonly suppression: readonly string[];
}

export interface GuideEvidence {
  readonly section: SectionName;
  readonly words: string;
  /** `finds`: one thing found there is enough, and only its absence needs the whole; else it explains or scores. */
  readonly use: "judged" | "decides" | "finds" | "logs";
  readonly derived: boolean;
}

export interface GuideRead extends SectionPermission {
  readonly words: string;
  /** Read with this flag only. */
  readonly flag?: "--read-ssh-keys" | "--log-workspace";
  /** What becomes of the check without the permission. */
  readonly effect: "not-assessed" | "in-part" | "less-to-tell";
}

export function guideOf({ check, group }: LoadedCheck): CheckGuide {
  const { id, title, severity, why, remediation, references, mitre, typical, queries = [] } = check;
  const confirmation = confirmationOf(id, check.subject) ?? { commands: [] };
  const sections = sectionsOf([check]);
  const reads = readsOf(check, sections);
  const placeholders = placeholdersIn([...confirmation.commands, ...remediation.commands]);
  return {
    id,
    group,
    title,
    severity,
    why,
    remediation,
    references,
    address: guideAddress({ id, group }),
    evidence: evidenceOf(check),
    reads,
    least: leastGrants(reads),
    ofBaseline: sections.filter((name) => OF_BASELINE.has(name)),
    typical: typical && score(typical.map((name) => factor(name, FACTOR_MEANINGS[name]))),
    techniques: mitre.map(techniqueOf),
    confirmation,
    queries: queries.flatMap((query) => packQuery(query) ?? []),
    placeholders: placeholders.map((name) => [name, placeholderWords(id, name)]),
    settings: settingEffectsOf(id),
    suppression: suppressionOf(check),
  };
}

/** Nobody collects them. */
const OF_BASELINE: ReadonlySet<SectionName> = new Set(["localUserHistory", "credentialHistory"]);

function evidenceOf({ subject, inputs = [], enrich = [] }: AnyCheck): readonly GuideEvidence[] {
  const logs = evidenceSectionOf(subject);
  const uses: readonly (readonly [GuideEvidence["use"], readonly SectionName[]])[] = [
    ["judged", [subject]],
    ["decides", inputs],
    ["finds", enrich],
    ["logs", logs === undefined ? [] : [logs]],
  ];
  const seen = new Set<SectionName>();
  return uses.flatMap(([use, sections]) =>
    sections.flatMap((section) => {
      if (seen.has(section)) return [];
      seen.add(section);
      return [{ section, words: SECTION_WORDS[section], use, derived: isDerived(section) }];
    }),
  );
}

function isDerived(section: SectionName): boolean {
  return DERIVATIONS.some((derivation) => derivation.section === section);
}

const ALL_FLAGS = { readSshKeys: true, logWorkspace: true };

/** Microsoft Graph first, then by what opens it, so that rows of one grant stand together. */
function readsOf(check: AnyCheck, sections: readonly SectionName[]): readonly GuideRead[] {
  const all = permissionsFor(sections, ALL_FLAGS);
  const isRead = (one: SectionPermission, flags: PermissionFlags): boolean =>
    permissionsFor(sections, flags).some((other) => keyOf(other) === keyOf(one));
  const flagOf = (one: SectionPermission): NonNullable<GuideRead["flag"]> =>
    isRead(one, { readSshKeys: true }) ? "--read-ssh-keys" : "--log-workspace";
  return all
    .map((permission): GuideRead => {
      const words = SECTION_WORDS[permission.section];
      const read = { ...permission, words, effect: effectWithout(permission, all, check, sections) };
      return isRead(permission, {}) ? read : { ...read, flag: flagOf(permission) };
    })
    .sort((a, b) => compare(b.plane, a.plane) || compare(orderOf(a), orderOf(b)));
}

/** Its own, or the worst of what is read of its items: without the list of subscriptions there are no accounts. */
function effectWithout(
  permission: SectionPermission,
  all: readonly SectionPermission[],
  check: AnyCheck,
  sections: readonly SectionName[],
): GuideRead["effect"] {
  const isFirst = all.find(({ section }) => section === permission.section) === permission;
  const behind = isFirst && !ASIDE.has(permission.section) ? sections : [];
  const closed = all.filter(
    (one) =>
      one === permission ||
      (behind.includes(one.section) &&
        permissionsFor([one.section], ALL_FLAGS).some(({ section }) => section === permission.section)),
  );
  const { notAssessed, inPart } = lossesWithout(closed, all, [check]);
  if (notAssessed.length > 0) return "not-assessed";
  return inPart.length > 0 ? "in-part" : "less-to-tell";
}

/** Read beside everything, and nothing is read of their items. */
const ASIDE: ReadonlySet<SectionName> = new Set(["tenants", "resourceGroups"]);

function keyOf({ section, plane, anyOf }: SectionPermission): string {
  return [section, plane, ...anyOf].join("\0");
}

function orderOf({ role = "", anyOf, section }: GuideRead): string {
  return [role, anyOf[0], section].join("\0");
}

/** Where ids of subjects have a shape that says whose they are. */
const PATTERNS: { readonly [S in SectionName]?: string } = {
  storageAccounts: "*/storageAccounts/NAME",
  localUsers: "*/storageAccounts/ACCOUNT/localUsers/NAME",
  sshKeys: "*/storageAccounts/ACCOUNT/localUsers/NAME/*",
  containers: "*/storageAccounts/ACCOUNT/*/containers/NAME",
  subscriptions: "/subscriptions/ID",
  applications: "/applications/OBJECT-ID",
  servicePrincipals: "/servicePrincipals/OBJECT-ID",
  credentials: "/applications/OBJECT-ID/*",
  federatedIdentityCredentials: "/applications/OBJECT-ID/*",
  oauth2PermissionGrants: "/oauth2PermissionGrants/ID",
  tenants: "/tenants/ID",
};

function suppressionOf({ id, subject }: AnyCheck): readonly string[] {
  const pattern = PATTERNS[subject];
  return [
    "suppressions:",
    `  - check: ${id}`,
    pattern === undefined
      ? "    fingerprint: FINGERPRINT   # of the finding, 64 hexadecimal digits, as report.json has it"
      : `    subject: "${pattern}"`,
    "    reason: Why it is accepted.",
    "    owner: who-accepts-it@example.com",
    "    expires: 2027-06-30   # the last day; without it for ever",
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
