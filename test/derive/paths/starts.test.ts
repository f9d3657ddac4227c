import { expect, test } from "vitest";
import { startOf } from "../../../src/derive/paths/starts.ts";
import { viewSections } from "../../../src/inventory/inventory.ts";
import { known } from "../../../src/inventory/known.ts";
import { sectionsWith } from "../../inventory/sections-with.ts";
import { tenant } from "../build-tenant.ts";

test("a token of which nothing is known is foreign", () => {
  const node = {
    id: "/applications/a/federatedIdentityCredentials/f",
    kind: "federated-subject",
    name: "f",
  } as const;
  expect(startOf(node, tenant(), viewSections(sectionsWith({})))).toEqual({
    ...node,
    isForeign: known(true),
    isMicrosoft: false,
    accountEnabled: known(null),
  });
});
