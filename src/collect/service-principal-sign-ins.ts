import { type Collector, defineCollector } from "../collector.ts";
import { gapOf } from "../errors.ts";
import type { ServicePrincipalSignIn } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { readGraphLog, retentionGap } from "./graph-log.ts";
import { groupRows } from "./log-groups.ts";
import type { LogOptions } from "./log-options.ts";
import { addressOf, digest, firstText, idOf, momentOf, numberOf, recordIn, textOf } from "./log-values.ts";
import { malformed, nameOf, readId, shortened } from "./properties.ts";
import { gapsOf, readWorkspaces, tellWhole, workspacePermission } from "./workspace-logs.ts";

const GRANT = { needs: "AuditLog.Read.All" } as const;
const PATH = "/auditLogs/signIns";
const REQUEST = `GET /beta${PATH}`;

/** Seven minutes of what Graph allows; tenants write millions of sign-ins. */
const PAGES = 200;

/**
 * Sign-ins of service principals by day, of a workspace that holds them. Graph is asked where none does: it has them in
 * beta alone, with a license, and gives them one by one.
 */
export function servicePrincipalSignInsCollector(
  logs: LogOptions,
): Collector<"servicePrincipalSignIns", never> {
  return defineCollector({
    section: "servicePrincipalSignIns",
    per: "tenant",
    after: [],
    permissions: [
      {
        plane: "graph",
        anyOf: [GRANT.needs],
        without: "Nobody knows from where applications sign in, and with which of their credentials.",
      },
      ...(logs.workspaces.length === 0
        ? []
        : [workspacePermission("Sign-ins of applications are read from Graph alone, one by one.")]),
    ],

    async *collect(scope, { azure, gap }) {
      const groups = groupRows<ServicePrincipalSignIn>({
        countsOf: ({ count }) => [count],
        withCounts: (signIn, [count = 0]) => ({ ...signIn, count }),
      });
      const take = (
        found: ServicePrincipalSignIn | "nobody" | undefined,
        request: string,
        at: number,
      ): void => {
        if (found === undefined)
          gap(
            malformed({ scope: scope.id, request }, "a sign-in without a usable principal, time and result"),
          );
        else if (found !== "nobody") groups.add(found, at);
      };
      const answers = await readWorkspaces(azure, logs, "service-principal-sign-ins", (row, at) =>
        take(signInOf(rowFields(row), "log-analytics"), "AADServicePrincipalSignInLogs", at),
      );
      const isWhole = tellWhole(answers, logs) || (await askGraph());
      for (const one of gapsOf(answers, scope.id, isWhole)) gap(one);
      yield* groups.all();

      /** True where Graph told all that it holds. */
      async function askGraph(): Promise<boolean> {
        const seen = new Set<unknown>();
        let oldest = logs.until;
        const log = await readGraphLog(azure, logs, [(from) => queryOf(from, logs.until)], (raw) => {
          // A list that begins anew shows what it showed before.
          if (seen.has(raw["id"])) return;
          if (typeof raw["id"] === "string") seen.add(raw["id"]);
          const found = signInOf(graphFields(raw), "sign-ins");
          if (typeof found === "object" && found.first < oldest) oldest = found.first;
          take(found, REQUEST, logs.workspaces.length);
        });
        for (const error of log.errors) {
          const one = gapOf(error, scope.id, GRANT);
          gap(one.reason === "not-requested" ? { ...one, detail: tooMany(oldest) } : one);
        }
        if (log.errors.length > 0) return false;
        const tooLongAgo = retentionGap(log, logs, scope.id, REQUEST);
        if (tooLongAgo !== undefined) gap(tooLongAgo);
        return true;
      }
    },
  });
}

function tooMany(oldest: string): string {
  return `${PAGES} pages were read, back to ${oldest}: --log-workspace reads all, a shorter --since asks for less`;
}

/** Without a kind, Graph shows people alone. https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-beta */
function queryOf(from: string, until: string) {
  const kind = "signInEventTypes/any(t: t eq 'servicePrincipal')";
  const filter = `createdDateTime ge ${from} and createdDateTime le ${until} and ${kind}`;
  return { path: PATH, version: "beta", filter, pages: PAGES } as const;
}

interface Fields {
  readonly principalId: unknown;
  readonly name: unknown;
  readonly appId: unknown;
  readonly first: unknown;
  readonly last: unknown;
  readonly count: unknown;
  readonly ip: unknown;
  readonly country: unknown;
  readonly keyId: unknown;
  readonly federatedCredentialId: unknown;
  readonly resource: unknown;
  readonly errorCode: unknown;
}

function graphFields(raw: RawObject): Fields {
  return {
    principalId: raw["servicePrincipalId"],
    name: raw["servicePrincipalName"],
    appId: raw["appId"],
    first: raw["createdDateTime"],
    last: raw["createdDateTime"],
    count: 1,
    ip: raw["ipAddress"],
    country: recordIn(raw["location"])["countryOrRegion"],
    keyId: raw["servicePrincipalCredentialKeyId"],
    federatedCredentialId: raw["federatedCredentialId"],
    resource: raw["resourceDisplayName"],
    errorCode: recordIn(raw["status"])["errorCode"],
  };
}

/** Of our query, or of the table itself: https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadserviceprincipalsigninlogs */
function rowFields(row: RawObject): Fields {
  const time = row["TimeGenerated"];
  return {
    principalId: row["ServicePrincipalId"],
    name: row["ServicePrincipalName"],
    appId: row["AppId"],
    first: row["First"] ?? time,
    last: row["Last"] ?? time,
    count: row["Count"] ?? 1,
    ip: row["IPAddress"],
    country: firstText(row["Location"], recordIn(row["LocationDetails"])["countryOrRegion"]),
    keyId: row["ServicePrincipalCredentialKeyId"],
    federatedCredentialId: row["FederatedCredentialId"],
    resource: row["ResourceDisplayName"],
    errorCode: row["ResultType"],
  };
}

/** Undefined where what counts cannot be read; `nobody` where an application signed in that has no principal here. */
function signInOf(
  fields: Fields,
  source: ServicePrincipalSignIn["source"],
): ServicePrincipalSignIn | "nobody" | undefined {
  if (typeof fields.principalId !== "string") return undefined;
  const objectId = idOf(fields.principalId);
  if (objectId === null) return "nobody";
  const [first, last] = [momentOf(fields.first), momentOf(fields.last)];
  const [count, errorCode] = [numberOf(fields.count), numberOf(fields.errorCode)];
  if (readId(objectId) === undefined || first === undefined || last === undefined) return undefined;
  if (count === undefined || errorCode === undefined) return undefined;
  const [ip, country] = [addressOf(fields.ip), textOf(fields.country)?.toUpperCase() ?? null];
  const [keyId, federatedCredentialId] = [idOf(fields.keyId), idOf(fields.federatedCredentialId)];
  const text = textOf(fields.resource);
  const resource = text === null ? null : shortened(text);
  const day = first.slice(0, 10);
  const principalId = `/servicePrincipals/${objectId}`;
  const apart = digest(day, ip, country, keyId, federatedCredentialId, resource, errorCode);
  return {
    id: `${principalId}/signIns/${apart}`,
    name: nameOf(fields.name, objectId),
    principalId,
    appId: idOf(fields.appId),
    source,
    first,
    last,
    count,
    ip,
    country,
    keyId,
    federatedCredentialId,
    resource,
    errorCode,
  };
}
