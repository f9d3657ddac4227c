import { defineCollector } from "../collector.ts";
import { known } from "../inventory/known.ts";
import { readFlag, readList } from "./properties.ts";

const PATH = "/policies/adminConsentRequestPolicy";

/** Whether users can ask an administrator for consent. */
export default defineCollector({
  section: "adminConsentRequestPolicies",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Policy.Read.All"],
      without: "Nobody knows whether users can ask an administrator for consent.",
    },
  ],

  async *collect(_scope, { azure }) {
    // The documentation names no $select for it. https://learn.microsoft.com/graph/api/adminconsentrequestpolicy-get
    const raw = await azure.graphObject({ path: PATH });
    const origin = { scope: PATH, request: `GET /v1.0${PATH}` };
    const reviewers = readList(raw["reviewers"], "reviewers", origin);
    yield {
      id: PATH,
      name: "adminConsentRequestPolicy",
      // "Required": without an answer nothing is known.
      isEnabled: readFlag(raw["isEnabled"], "isEnabled", origin),
      reviewers: reviewers.known ? known(reviewers.value.length) : reviewers,
    };
  },
});
