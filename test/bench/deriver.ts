import { DERIVATIONS, derive } from "../../src/derive/derive.ts";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { PATH_SECTIONS, type PathSection } from "./path-sections.ts";
import { pathsEstate } from "./paths-estate.ts";
import { LARGE_PATHS, scaledPaths } from "./paths-size.ts";

export interface DeriverMessage {
  readonly kind: "derived";
  /** Of all derivations. */
  readonly wallMs: number;
  /** With the threads of the garbage collector, and without waiting for other processes. */
  readonly processorMs: number;
  readonly rows: Readonly<Record<PathSection, number>>;
  /** Each without what others have indexed before it. */
  readonly aloneMs: Readonly<Record<PathSection, number>>;
}

// A process of its own derives once, as a scan does it: nothing is compiled or indexed beforehand.
measure(Number(process.argv[2]));

function measure(scale: number): void {
  const inventory = pathsEstate(scaledPaths(LARGE_PATHS, scale));
  const before = process.cpuUsage();
  const { value: derived, ms: wallMs } = timed(() => derive(inventory));
  const { user, system } = process.cpuUsage(before);
  const message: DeriverMessage = {
    kind: "derived",
    wallMs,
    processorMs: (user + system) / 1000,
    rows: ofEach((section) => derived.sections[section].items.length),
    aloneMs: ofEach((section) => {
      const afresh = copyOf(derived);
      const alone = DERIVATIONS.filter((derivation) => derivation.section === section);
      return timed(() => derive(afresh, alone)).ms;
    }),
  };
  process.send?.(message, () => process.disconnect());
}

/** The same items in sections that nobody has looked into: indexes are kept for as long as their section is. */
function copyOf({ collectedAt, sections }: Inventory): Inventory {
  const copies = Object.entries(sections).map(([name, section]) => [name, { ...section }]);
  return { collectedAt, sections: Object.fromEntries(copies) as Inventory["sections"] };
}

function ofEach(make: (section: PathSection) => number): Readonly<Record<PathSection, number>> {
  return Object.fromEntries(PATH_SECTIONS.map((section) => [section, make(section)])) as Record<
    PathSection,
    number
  >;
}

function timed<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const begin = performance.now();
  const value = work();
  return { value, ms: performance.now() - begin };
}
