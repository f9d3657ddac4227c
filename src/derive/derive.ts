import type { AnyDerivation } from "../derivation.ts";
import { type Inventory, sliceOf, viewSections } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import { leavesOpen } from "../inventory/eligibility.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { SectionName } from "../inventory/sections.ts";
import consentEvents from "./consent-events.ts";
import credentialAdditions from "./credential-additions.ts";
import { credentialsOfApplications, credentialsOfServicePrincipals } from "./credentials.ts";
import customRoleRights from "./custom-role-rights.ts";
import effectivePermissions from "./effective-permissions.ts";
import { entraEvidence } from "./entra-evidence.ts";
import { guardRailChanges } from "./guard-rail-changes.ts";
import { keyPushes } from "./key-pushes.ts";
import lastUses from "./last-uses.ts";
import { logDestinations } from "./log-destinations.ts";
import nameLikenesses from "./name-likenesses.ts";
import ownerPowers from "./owner-powers.ts";
import redirectUris from "./redirect-uris.ts";
import registrationChains from "./registration-chains.ts";
import sftpAccess from "./sftp-access.ts";
import { sftpAccountChanges } from "./sftp-account-changes.ts";
import sftpDataAccess from "./sftp-data-access.ts";
import sftpEndpoints from "./sftp-endpoints.ts";
import sftpLoginAnomalies from "./sftp-login-anomalies.ts";
import sftpTakeovers from "./sftp-takeovers.ts";
import sftpTransferAnomalies from "./sftp-transfer-anomalies.ts";
import signInAnomalies from "./sign-in-anomalies.ts";
import sshKeys from "./ssh-keys.ts";
import storageEvidence from "./storage-evidence.ts";

/** Every derived section, in the order in which they build on each other. */
export const DERIVATIONS: readonly AnyDerivation[] = [
  sftpEndpoints,
  sshKeys,
  credentialsOfApplications,
  credentialsOfServicePrincipals,
  effectivePermissions,
  lastUses,
  ownerPowers,
  nameLikenesses,
  redirectUris,
  customRoleRights,
  sftpAccess,
  sftpDataAccess,
  sftpTakeovers,
  ...logDestinations,
  ...sftpAccountChanges,
  sftpLoginAnomalies,
  sftpTransferAnomalies,
  storageEvidence,
  ...guardRailChanges,
  ...keyPushes,
  registrationChains,
  credentialAdditions,
  consentEvents,
  signInAnomalies,
  ...entraEvidence,
];

/** Adds the derived sections to what was collected. */
export function derive(inventory: Inventory, derivations: readonly AnyDerivation[] = DERIVATIONS): Inventory {
  const empty = Object.fromEntries(derivations.map(({ section }) => [section, { items: [], gaps: [] }]));
  const sections = { ...inventory.sections, ...empty };
  return derivations.reduce<Inventory>(addSection, { ...inventory, sections });
}

/** A section can be derived of several sections: credentials lie on applications and on service principals. */
function addSection(inventory: Inventory, derivation: AnyDerivation): Inventory {
  const { sections } = inventory;
  const slice = sliceOf(viewSections(sections), [...derivation.from, ...(derivation.enrich ?? [])]);
  // The contract typed `derive` where it was written; the engine has forgotten the parameters, not changed them.
  const items = sections[derivation.of].items.flatMap((item) =>
    derivation.derive(item as never, slice as never),
  );
  const ofItems = sections[derivation.of].items.flatMap((item) => derivation.gaps?.(item as never) ?? []);
  const gaps = [...derivation.from.map((name) => sections[name].gaps), ofItems];
  // What was not listed is not there to be derived from; where its section is looked into as well, that stands above.
  const parents = [
    derivation.from.includes(derivation.of) ? [] : sections[derivation.of].gaps,
    ...[derivation.of, ...derivation.from].map((name) => sections[name].inherited ?? []),
  ];
  const before = sections[derivation.section];
  const derived = {
    items: [...before.items, ...items],
    gaps: unionOfGaps([before.gaps, ...gaps]).filter(leavesOpen),
    inherited: unionOfGaps([before.inherited ?? [], ...parents]).filter(leavesOpen),
  };
  return { ...inventory, sections: { ...sections, [derivation.section]: derived } };
}

export function unionOfGaps(lists: readonly (readonly Gap[])[]): readonly Gap[] {
  const byKey = new Map(lists.flat().map((gap) => [gapKey(gap), gap]));
  return [...byKey.values()];
}

function gapKey({ reason, scope, request, detail }: Gap): string {
  return [reason, canonicalId(scope), request, detail ?? ""].join("\0");
}

/** The sections that must be read for a section: itself where it is collected, its sources where it is derived. */
export function sourcesOf(
  section: SectionName,
  derivations: readonly AnyDerivation[] = DERIVATIONS,
): SectionName[] {
  const ways = derivations.filter((candidate) => candidate.section === section);
  if (ways.length === 0) return [section];
  const sources = ways.flatMap(({ of, from, enrich = [] }) => [of, ...from, ...enrich]);
  return [...new Set(sources.flatMap((source) => sourcesOf(source, derivations)))];
}
