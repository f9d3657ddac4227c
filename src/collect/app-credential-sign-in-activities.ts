import { defineCollector } from "../collector.ts";
import { malformed, readId } from "./properties.ts";
import { readLastSignIn } from "./sign-in-dates.ts";

const PATH = "/reports/appCredentialSignInActivities";
const REQUEST = `GET /beta${PATH}`;

/** When each credential was last used. The report is there in beta and in the public cloud alone. */
export default defineCollector({
  section: "appCredentialSignInActivities",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["AuditLog.Read.All"],
      without: "Nobody knows which credentials are in use.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    // The report takes no $select. https://learn.microsoft.com/graph/api/reportroot-list-appcredentialsigninactivities
    for await (const raw of azure.graphList({ path: PATH, version: "beta" })) {
      const keyId = readId(raw["keyId"]);
      const appId = readId(raw["appId"]);
      if (keyId === undefined || appId === undefined) {
        const fault = "a credential's activity without a usable keyId and appId";
        gap(malformed({ scope: scope.id, request: REQUEST }, fault));
        continue;
      }
      const id = `${PATH}/${keyId}`;
      const lastSignIn = readLastSignIn(raw, ["signInActivity"], { scope: id, request: REQUEST });
      yield { id, name: keyId, keyId, appId, lastSignIn };
    }
  },
});
