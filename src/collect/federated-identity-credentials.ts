import { defineCollector } from "../collector.ts";
import { gapOf, type ReadError } from "../errors.ts";
import { byDefault, type Known, known } from "../inventory/known.ts";
import type { Application, FederatedIdentityCredential } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { byNewest, OTHERS, PRIVILEGE_SOURCES, privilegesIn } from "./privileged.ts";
import {
  malformed,
  nameOf,
  notInCloud,
  type Origin,
  readId,
  readObject,
  readText,
  readTexts,
} from "./properties.ts";

const GRANT = { needs: "Application.Read.All" } as const;
const SELECT = ["id", "name", "issuer", "subject", "audiences"];

/**
 * Whose tokens are good for the tenant's applications: privileged ones first, and a bounded number of others. Asked of
 * beta, since v1.0 hides expressions; where a cloud has no beta, v1.0 is asked, and a credential that may hide one
 * stays unknown.
 */
export default defineCollector({
  section: "federatedIdentityCredentials",
  per: "tenant",
  after: PRIVILEGE_SOURCES,
  permissions: [
    {
      plane: "graph",
      anyOf: [GRANT.needs],
      without: "Nobody knows whose tokens the tenant's applications accept in place of a secret.",
    },
  ],

  async *collect(scope, { azure, gap, have }) {
    const { ofApplication } = privilegesIn(have);
    const isFirst = (application: Application) => ofApplication(application) === "privileged";
    const { first = [], others = [] } = Object.groupBy(have.applications.items, (application) =>
      isFirst(application) ? "first" : "others",
    );
    if (others.length > OTHERS)
      gap({
        reason: "not-requested",
        scope: scope.id,
        request: "GET /beta/applications/{id}/federatedIdentityCredentials",
        detail: `${others.length - OTHERS} applications without a known permission of tier 0 or 1 were not asked`,
      });

    const withoutBeta: Application[] = [];
    yield* read([...first, ...others.sort(byNewest).slice(0, OTHERS)], "beta");
    yield* read(withoutBeta, "v1.0");

    async function* read(applications: readonly Application[], version: "beta" | "v1.0") {
      const select = version === "beta" ? [...SELECT, "claimsMatchingExpression"] : SELECT;
      // At most 20 to an application: one page. https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
      const queryOf = ({ id }: Application) => ({ path: pathOf(id), select, version, top: null });
      for await (const { item, values, ...rest } of azure.graphLists(applications, queryOf)) {
        if ("error" in rest && version === "beta" && lacksBeta(rest.error)) {
          withoutBeta.push(item);
          continue;
        }
        if ("error" in rest) gap(gapOf(rest.error, item.id, GRANT));
        const request = `GET /${version}${pathOf(item.id)}`;
        for (const raw of values) {
          const id = readId(raw["id"]);
          if (id === undefined)
            gap(malformed({ scope: item.id, request }, "a federated credential without a usable id"));
          else yield credentialOf(raw, item, { scope: `${pathOf(item.id)}/${id}`, request });
        }
      }
    }
  },
});

function pathOf(application: string): string {
  return `${application}/federatedIdentityCredentials`;
}

/** The version, the address or the property is not there. An application that is gone is gone in v1.0 as well. */
function lacksBeta({ reason, message }: ReadError): boolean {
  return reason === "unsupported" || (reason === "failed" && /^status 40[04]\b/.test(message));
}

function credentialOf(raw: RawObject, application: Application, origin: Origin): FederatedIdentityCredential {
  // "Defaults to null if not set": an expression stands in its place.
  // https://learn.microsoft.com/graph/api/resources/federatedidentitycredential#properties
  const subject = readText<null>(raw["subject"], "subject", origin, null);
  return {
    id: origin.scope,
    name: nameOf(raw["name"], origin.scope.replace(/.*\//, "")),
    applicationId: application.id,
    issuer: readText(raw["issuer"], "issuer", origin),
    subject,
    claimsMatchingExpression: expressionOf(raw["claimsMatchingExpression"], subject, origin),
    audiences: readTexts(raw["audiences"], "audiences", origin),
  };
}

/** `{ value, languageVersion }`. With a subject there is none, so that v1.0 hides nothing. */
function expressionOf(value: unknown, subject: Known<string | null>, origin: Origin): Known<string | null> {
  const name = "claimsMatchingExpression";
  if (value === undefined)
    return subject.known && subject.value !== null ? known(null) : notInCloud(name, origin);
  if (value === null) return byDefault(null);
  const expression = readObject(value, name, origin);
  return expression.known ? readText(expression.value["value"], `${name}.value`, origin) : expression;
}
