import { defineCollector } from "../collector.ts";
import { known } from "../inventory/known.ts";
import { readEach, readFlag } from "./properties.ts";

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
    const reviewers = raw["reviewers"];
    const list = readEach<unknown>(
      reviewers,
      "reviewers",
      origin,
      (one) => one,
      reviewers === null ? [] : undefined,
    );
    yield {
      id: PATH,
      name: "adminConsentRequestPolicy",
      // "Required", as the reviewers: without an answer nothing is known.
      // https://learn.microsoft.com/graph/api/resources/adminconsentrequestpolicy#properties
      isEnabled: readFlag(raw["isEnabled"], "isEnabled", origin),
      reviewers: list.known ? known(list.value.length) : list,
    };
  },
});
