import { defineCollector } from "../collector.ts";
import { isAddressRange } from "../inventory/addresses.ts";
import { known } from "../inventory/known.ts";
import type { NamedLocation } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { isRecord, malformed, nameOf, readEach, readFlag, readId } from "./properties.ts";

const PATH = "/identity/conditionalAccess/namedLocations";
const REQUEST = `GET /v1.0${PATH}`;

/** Addresses that the tenant itself calls its own. https://learn.microsoft.com/graph/api/conditionalaccessroot-list-namedlocations */
export default defineCollector({
  section: "namedLocations",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Policy.Read.All"],
      without: "Nobody knows which addresses are the organization's own, beside those in settings.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    // Properties of the kinds of locations: $select would take them out of the answer.
    for await (const raw of azure.graphList({ path: PATH, top: null })) {
      const objectId = readId(raw["id"]);
      if (objectId === undefined)
        gap(malformed({ scope: scope.id, request: REQUEST }, "a named location without a usable id"));
      else yield locationOf(raw, objectId);
    }
  },
});

function locationOf(raw: RawObject, objectId: string): NamedLocation {
  const id = `${PATH}/${objectId}`;
  const origin = { scope: id, request: REQUEST };
  const name = nameOf(raw["displayName"], objectId);
  // Countries are lists of their own, and nobody can trust them.
  if (raw["@odata.type"] === "#microsoft.graph.countryNamedLocation")
    return { id, name, isTrusted: known(false), ranges: known([]) };
  return {
    id,
    name,
    // "True if this location is explicitly trusted": https://learn.microsoft.com/graph/api/resources/ipnamedlocation
    isTrusted: readFlag(raw["isTrusted"], "isTrusted", origin, false),
    ranges: readEach(raw["ipRanges"], "ipRanges", origin, rangeOf),
  };
}

function rangeOf(entry: unknown): string | undefined {
  const range = isRecord(entry) ? entry["cidrAddress"] : undefined;
  return typeof range === "string" && isAddressRange(range) ? range : undefined;
}
