import { type Factor, factor } from "../inventory/factors.ts";
import type { Slice } from "../inventory/inventory.ts";
import type { LogRow, Resource, SectionName, Sections, StateEvidence } from "../inventory/sections.ts";

type EvidenceSection = "storageEvidence" | "entraEvidence";

/** What logs tell of one subject. */
export interface SubjectEvidence {
  readonly rows: readonly LogRow[];
  readonly rowsOmitted: number;
  /** How it counts for the score; absent where the logs were read and hold nothing. */
  readonly factor?: Factor;
}

interface Link<S extends SectionName> {
  readonly section: EvidenceSection;
  /** Whose rows they are, where not the subject's own. */
  readonly idOf?: (subject: Sections[S]) => string;
}

/** Of which subjects logs tell. What is none of these, a policy or a setting, nobody makes or uses. */
const LINKS: { readonly [S in SectionName]?: Link<S> } = {
  storageAccounts: { section: "storageEvidence" },
  localUsers: { section: "storageEvidence" },
  sshKeys: { section: "storageEvidence", idOf: ({ userId }) => userId },
  applications: { section: "entraEvidence" },
  servicePrincipals: { section: "entraEvidence" },
  credentials: { section: "entraEvidence" },
  federatedIdentityCredentials: { section: "entraEvidence" },
  // A grant's id stands in no log.
  oauth2PermissionGrants: { section: "entraEvidence", idOf: ({ clientId }) => clientId },
};

/** The section that tells of the subjects of a section; undefined where none does. */
export function evidenceSectionOf(section: SectionName): EvidenceSection | undefined {
  return LINKS[section]?.section;
}

/** Joins what the logs tell to a subject. Undefined for subjects of which they tell nothing. */
export function evidenceFor<S extends SectionName>(
  section: S,
  subject: Sections[S],
  slice: Slice<EvidenceSection>,
): SubjectEvidence | undefined {
  const link: Link<S> | undefined = LINKS[section];
  if (link === undefined) return undefined;
  const id = link.idOf?.(subject) ?? subject.id;
  const view = slice[link.section];
  const [found] = view.of(id);
  if (found !== undefined) return told(found);
  return view.gapsAt(id).length === 0
    ? { rows: [], rowsOmitted: 0 }
    : { rows: [], rowsOmitted: 0, factor: factor("unknown-evidence", "Not all of the logs were read.") };
}

function told({ rows, rowsOmitted, isChain, incidents }: StateEvidence): SubjectEvidence {
  const what =
    incidents === 1 ? "The logs tell how it was made or used." : `The logs tell of it ${incidents} times.`;
  return {
    rows,
    rowsOmitted,
    factor: isChain
      ? factor("evidence-chain", "The logs hold the steps of an attack one behind the other.")
      : factor("evidence-event", what),
  };
}

/** What fills the parameters of a query, by their names: the parts of the subject's id, and its appId. */
export function queryFillOf(subject: Resource): Readonly<Record<string, readonly string[]>> {
  const [, ...segments] = subject.id.split("/");
  const pairs = segments.flatMap((type, at): readonly (readonly [string, string])[] => {
    const value = segments[at + 1];
    const parameter = PARAMETERS.get(type.toLowerCase());
    return at % 2 === 0 && value !== undefined && value !== "" && parameter !== undefined
      ? [[parameter, value]]
      : [];
  });
  const appId = "appId" in subject && typeof subject.appId === "string" ? subject.appId : undefined;
  return Object.fromEntries(
    [...pairs, ...(appId === undefined ? [] : [["applications", appId] as const])].map(([name, value]) => [
      name,
      [value],
    ]),
  );
}

/** The type in an id, and the parameter of the query pack that takes what stands behind it. */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ["subscriptions", "subscriptions"],
  ["storageaccounts", "storageAccounts"],
  ["localusers", "localUsers"],
  ["applications", "applicationObjects"],
  ["serviceprincipals", "servicePrincipals"],
  ["users", "users"],
]);
