import { expect, test } from "vitest";
import { derivedOf } from "../../src/inventory/derived-of.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import { known } from "../../src/inventory/known.ts";
import { sectionsWith } from "./sections-with.ts";

const item = {
  id: "/applications/a/redirectUris/default",
  name: "a",
  applicationId: "/applications/a",
  uris: known([]),
};
const { redirectUris } = viewSections(sectionsWith({ redirectUris: [item] }));

test("the item that was derived of a subject", () => {
  expect(derivedOf(redirectUris, "/applications/A")).toBe(item);
});

test("a subject without one is a fault of ours", () => {
  expect(() => derivedOf(redirectUris, "/applications/b")).toThrow("nothing was derived of /applications/b");
});
