import { defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import { type Gap, known, type Known, unknown } from "../inventory/known.ts";
import type { Likeness, ServicePrincipal } from "../inventory/sections.ts";
import { brandForms } from "./likeness/brands.ts";
import { type FormTable, formTable } from "./likeness/form-table.ts";
import { bears, judgeName } from "./likeness/judge-name.ts";
import { ownDomains } from "./own-domains.ts";

type Sources = "tenants" | "domains";

/** What the names of service principals resemble. */
export default defineDerivation({
  section: "nameLikenesses",
  of: "servicePrincipals",
  from: ["tenants", "domains"],
  derive: (principal, slice) => [
    {
      id: `${principal.id}/nameLikeness/default`,
      name: principal.name,
      principalId: principal.id,
      likeness: likenessOf(principal, slice),
    },
  ],
});

function likenessOf(principal: ServicePrincipal, slice: Slice<Sources>): Known<Likeness | null> {
  // Microsoft may bear its own name, and Azure names a managed identity after its resource.
  if (principal.owner === "microsoft" || principal.kind === "managed-identity") return known(null);
  const { table, gap } = brandsOf(slice);
  const found = judgeName(principal.name, principal.owner === "own", table);
  if (found === undefined) return gap === undefined ? known(null) : unknown(gap);
  const { form, how, words } = found;
  const publisher = principal.verifiedPublisher;
  return known({
    brand: form.brand,
    of: form.of,
    how,
    words,
    isProduct: form.isProduct,
    isPublishers: publisher.known
      ? known(publisher.value !== null && bears(publisher.value, found, table))
      : publisher,
  });
}

interface Brands {
  readonly table: FormTable;
  /** Why brands of the tenant may be missing. */
  readonly gap: Gap | undefined;
}

/** The same for every principal of a derivation, and a tenant has tens of thousands. */
const memo = new WeakMap<Slice<Sources>, Brands>();

function brandsOf(slice: Slice<Sources>): Brands {
  const before = memo.get(slice);
  if (before !== undefined) return before;
  const own = ownDomains(slice.domains);
  const names = slice.tenants.of("/").map(({ displayName }) => displayName);
  const [gap] = [
    ...own.gaps,
    ...slice.tenants.gapsAt(""),
    ...names.flatMap((name) => (name.known ? [] : [name.gap])),
  ];
  const read = names.flatMap((name) => (name.known ? [name.value] : []));
  const brands = { table: formTable(brandForms(read, own)), gap };
  memo.set(slice, brands);
  return brands;
}
