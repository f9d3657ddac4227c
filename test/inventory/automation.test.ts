import { expect, test } from "vitest";
import { withAppIds } from "../../src/inventory/automation.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import { guid, servicePrincipal } from "../checks/build-entra.ts";
import { actor } from "../checks/build-events.ts";
import { sectionsWith } from "./sections-with.ts";

test("the appId that the log leaves out is that of the tenant's principal", () => {
  const { servicePrincipals } = viewSections(sectionsWith({ servicePrincipals: [servicePrincipal()] }));
  const billing = actor({ kind: "application", id: guid("sp", "billing") });
  const named = actor({ id: guid("sp", "billing"), appId: "named" });
  const gone = actor({ id: guid("sp", "gone") });
  const nobody = actor({ id: null });
  expect(withAppIds([billing, named, gone, nobody], servicePrincipals)).toEqual([
    { ...billing, appId: guid("appid", "billing") },
    named,
    gone,
    nobody,
  ]);
});
