import type { AnyDerivation } from "../derivation.ts";
import { type Inventory, sliceOf, viewSections } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { SectionName } from "../inventory/sections.ts";
import sftpEndpoints from "./sftp-endpoints.ts";

/** Every derived section, in the order in which they build on each other. */
export const DERIVATIONS: readonly AnyDerivation[] = [sftpEndpoints];

/** Adds the derived sections to what was collected. */
export function derive(inventory: Inventory, derivations: readonly AnyDerivation[] = DERIVATIONS): Inventory {
  return derivations.reduce<Inventory>(addSection, inventory);
}

function addSection(inventory: Inventory, derivation: AnyDerivation): Inventory {
  const { sections } = inventory;
  const slice = sliceOf(viewSections(sections), derivation.from);
  // The contract typed `derive` where it was written; the engine has forgotten the parameters, not changed them.
  const items = sections[derivation.of].items.flatMap((item) =>
    derivation.derive(item as never, slice as never),
  );
  const gaps = unionOfGaps(derivation.from.map((name) => sections[name].gaps));
  // What was not listed is not there to be derived from.
  const parents = [
    sections[derivation.of].gaps,
    ...[derivation.of, ...derivation.from].map((name) => sections[name].inherited ?? []),
  ];
  const inherited = unionOfGaps(parents);
  return { ...inventory, sections: { ...sections, [derivation.section]: { items, gaps, inherited } } };
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
  const derivation = derivations.find((candidate) => candidate.section === section);
  if (derivation === undefined) return [section];
  return [derivation.of, ...derivation.from].flatMap((source) => sourcesOf(source, derivations));
}
