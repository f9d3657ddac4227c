import { defineCollector } from "../collector.ts";
import { malformed, readId } from "./properties.ts";
import { readLastSignIn } from "./sign-in-dates.ts";

const PATH = "/reports/servicePrincipalSignInActivities";
const REQUEST = `GET /beta${PATH}`;

const APPLICATION = "applicationAuthenticationClientSignInActivity";
const DELEGATED = "delegatedClientSignInActivity";
/** As a client, and as an API that others sign in to: both are use. */
const ALL = [
  "lastSignInActivity",
  APPLICATION,
  "applicationAuthenticationResourceSignInActivity",
  DELEGATED,
  "delegatedResourceSignInActivity",
];

/** When each application was last used. The report is there in beta and in the public cloud alone. */
export default defineCollector({
  section: "servicePrincipalSignInActivities",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["AuditLog.Read.All"],
      without: "Nobody knows which applications are in use.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    // The report takes no $select. https://learn.microsoft.com/graph/api/serviceprincipalsigninactivity-list
    for await (const raw of azure.graphList({ path: PATH, version: "beta" })) {
      const appId = readId(raw["appId"]);
      if (appId === undefined) {
        gap(malformed({ scope: scope.id, request: REQUEST }, "a sign-in activity without a usable appId"));
        continue;
      }
      const id = `${PATH}/${appId}`;
      const origin = { scope: id, request: REQUEST };
      yield {
        id,
        name: appId,
        appId,
        lastSignIn: readLastSignIn(raw, ALL, origin),
        lastApplicationSignIn: readLastSignIn(raw, [APPLICATION], origin),
        lastDelegatedSignIn: readLastSignIn(raw, [DELEGATED], origin),
      };
    }
  },
});
