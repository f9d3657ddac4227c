import { defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { Incident, IncidentState, StateEvidence } from "../inventory/sections.ts";
import { lastRows } from "./events/incident.ts";
import { perViews } from "./rbac/per-views.ts";

const SOURCES = ["registrationChains", "credentialAdditions", "consentEvents", "signInAnomalies"] as const;

type Source = (typeof SOURCES)[number];

/** What logs tell of applications, principals, credentials and owners that other checks judge. */
export const entraEvidence = SOURCES.map((of) =>
  defineDerivation({
    section: "entraEvidence",
    of,
    from: SOURCES,
    derive: (incident, slice) => evidenceBy(slice).get(incident) ?? [],
  }),
);

interface Told {
  readonly source: Source;
  readonly incident: Incident;
  readonly isFromNewNetwork: boolean;
}

/** By the incident that speaks for all that left the same thing: the first of them. */
const evidenceBy = perViews(SOURCES, (slice): ReadonlyMap<Incident, readonly StateEvidence[]> => {
  const byState = new Map<string, { state: IncidentState; first: Incident; told: Told[] }>();
  for (const told of incidentsIn(slice)) {
    for (const state of told.incident.states) {
      const key = canonicalId(state.id);
      const known = byState.get(key);
      if (known === undefined) byState.set(key, { state, first: told.incident, told: [told] });
      else known.told.push(told);
    }
  }
  const byFirst = Map.groupBy(byState.values(), ({ first }) => first);
  return new Map(
    [...byFirst].map(([first, left]) => [first, left.map(({ state, told }) => evidenceOf(state, told))]),
  );
});

function incidentsIn(slice: Slice<Source>): readonly Told[] {
  const others = (["registrationChains", "credentialAdditions", "consentEvents"] as const).flatMap((source) =>
    slice[source].all().map((incident) => ({ source, incident, isFromNewNetwork: false })),
  );
  const signIns = slice.signInAnomalies.all().map((incident) => ({
    source: "signInAnomalies" as const,
    incident,
    isFromNewNetwork: incident.kinds.includes("new-network"),
  }));
  return [...others, ...signIns];
}

function evidenceOf({ id, name }: IncidentState, told: readonly Told[]): StateEvidence {
  // However much followed: that it was registered is where a chain begins.
  const [registration] = told.find(({ source }) => source === "registrationChains")?.incident.rows ?? [];
  const all = told.flatMap(({ incident }) => incident.rows);
  const { rows, rowsOmitted } = lastRows(all, registration);
  return {
    id: `${id}/entraEvidence/default`,
    name,
    stateId: id,
    rows,
    rowsOmitted: told.reduce((sum, { incident }) => sum + incident.rowsOmitted, rowsOmitted),
    isChain: told.some(({ source }) => source === "registrationChains") || isAddedAndUsed(told),
    incidents: told.length,
  };
}

/** A credential that was added, and with which somebody then came from where the application never had. */
function isAddedAndUsed(told: readonly Told[]): boolean {
  const additions = told.filter(({ source }) => source === "credentialAdditions");
  const uses = told.filter(({ isFromNewNetwork }) => isFromNewNetwork);
  return additions.some(({ incident: { first } }) => uses.some(({ incident: { last } }) => last >= first));
}
