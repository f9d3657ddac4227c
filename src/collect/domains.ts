import { defineCollector } from "../collector.ts";
import { malformed, readFlag, readId, readText } from "./properties.ts";

const PATH = "/domains";
const REQUEST = `GET /v1.0${PATH}`;
const SELECT = ["id", "isVerified", "isDefault", "isInitial", "authenticationType"];

/** The domains of the tenant, those that are not verified yet among them. */
export default defineCollector({
  section: "domains",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Domain.Read.All", "Directory.Read.All"],
      without: "Redirect URIs and names are not compared with the tenant's own domains.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    // All of them come in one page. https://learn.microsoft.com/graph/api/domain-list
    for await (const raw of azure.graphList({ path: PATH, select: SELECT, top: null })) {
      const name = readId(raw["id"]);
      if (name === undefined) {
        gap(malformed({ scope: scope.id, request: REQUEST }, "a domain without a usable id"));
        continue;
      }
      const id = `${PATH}/${name}`;
      const origin = { scope: id, request: REQUEST };
      yield {
        id,
        name,
        // "Not nullable", all three: without an answer nothing is known.
        isVerified: readFlag(raw["isVerified"], "isVerified", origin),
        isDefault: readFlag(raw["isDefault"], "isDefault", origin),
        isInitial: readFlag(raw["isInitial"], "isInitial", origin),
        authenticationType: readText<null>(raw["authenticationType"], "authenticationType", origin, null),
      };
    }
  },
});
