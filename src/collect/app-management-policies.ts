import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import { known, type Known, unknown } from "../inventory/known.ts";
import type { AppManagementPolicy, AppRestriction } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import {
  dateOrNull,
  isRecord,
  malformed,
  nameOf,
  type Origin,
  readEach,
  readFlag,
  readId,
  readObject,
  textOrNull,
} from "./properties.ts";

const GRANT = { needs: "Policy.Read.All" } as const;
const DEFAULT = "/policies/defaultAppManagementPolicy";
const EXCEPTIONS = "/policies/appManagementPolicies";
const SELECT = ["id", "displayName", "isEnabled", "restrictions"];

/** What the credentials of applications may be: the tenant's rule, and the exceptions to it. */
export default defineCollector({
  section: "appManagementPolicies",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: [GRANT.needs],
      without: "Nobody knows whether anything limits the secrets of applications.",
    },
    {
      plane: "graph",
      anyOf: ["Application.Read.All"],
      without: "Applications that are exempt from the tenant's rule are not named.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    // The documentation names no $select for it. https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-get
    const whole = await azure.graphObject({ path: DEFAULT }).catch((error: unknown) => {
      // The exceptions are good without the rule.
      if (!(error instanceof ReadError)) throw error;
      gap(gapOf(error, scope.id, GRANT));
      return undefined;
    });
    if (whole !== undefined) yield defaultOf(whole);

    const exceptions: AppManagementPolicy[] = [];
    try {
      for await (const raw of azure.graphList({ path: EXCEPTIONS, select: SELECT })) {
        const id = readId(raw["id"]);
        const origin = { scope: scope.id, request: `GET /v1.0${EXCEPTIONS}` };
        if (id === undefined) gap(malformed(origin, "an app management policy without a usable id"));
        else exceptions.push(exceptionOf(raw, id));
      }
    } catch (error) {
      // Those that came before still get the names of what they are for.
      if (!(error instanceof ReadError)) throw error;
      gap(gapOf(error, scope.id, GRANT));
    }

    const queryOf = ({ id }: AppManagementPolicy) => ({
      path: `${id}/appliesTo`,
      select: ["id", "displayName"],
    });
    for await (const { item, values, ...rest } of azure.graphLists(exceptions, queryOf)) {
      const origin = { scope: item.id, request: `GET /v1.0${item.id}/appliesTo` };
      const names = readEach(values, "appliesTo", origin, nameIn);
      const denied = { needs: "Application.Read.All" };
      yield {
        ...item,
        appliesTo: "error" in rest ? unknown(gapOf(rest.error, item.id, denied)) : names,
      };
    }
  },
});

function defaultOf(raw: RawObject): AppManagementPolicy {
  const origin = { scope: DEFAULT, request: `GET /v1.0${DEFAULT}` };
  return {
    id: DEFAULT,
    name: nameOf(raw["displayName"], "defaultAppManagementPolicy"),
    kind: "default",
    // Graph always sends it, so that its default is not believed: what lacks it is no policy.
    // https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-get
    isEnabled: readFlag(raw["isEnabled"], "isEnabled", origin),
    ...restrictionsIn(raw, "applicationRestrictions", origin),
    appliesTo: known([]),
  };
}

function exceptionOf(raw: RawObject, objectId: string): AppManagementPolicy {
  const id = `${EXCEPTIONS}/${objectId}`;
  const origin = { scope: id, request: `GET /v1.0${EXCEPTIONS}` };
  return {
    id,
    name: nameOf(raw["displayName"], objectId),
    kind: "exception",
    isEnabled: readFlag(raw["isEnabled"], "isEnabled", origin),
    ...restrictionsIn(raw, "restrictions", origin),
    appliesTo: known([]),
  };
}

/**
 * Null where nothing is restricted; left out it says nothing of it, as nothing else was asked for.
 * https://learn.microsoft.com/graph/api/resources/appmanagementconfiguration
 */
function restrictionsIn(
  raw: RawObject,
  name: string,
  origin: Origin,
): Pick<AppManagementPolicy, "passwordRestrictions" | "keyRestrictions"> {
  const configuration = readObject(raw[name], name, origin, raw[name] === null ? {} : undefined);
  const read = (list: string): Known<readonly AppRestriction[]> =>
    configuration.known
      ? readEach(configuration.value[list], `${name}.${list}`, origin, restrictionOf, [])
      : configuration;
  return { passwordRestrictions: read("passwordCredentials"), keyRestrictions: read("keyCredentials") };
}

/** https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration: a date of null is for all. */
function restrictionOf(entry: unknown): AppRestriction | undefined {
  if (!isRecord(entry)) return undefined;
  const { restrictionType } = entry;
  const state = textOrNull(entry["state"]);
  const maxLifetime = textOrNull(entry["maxLifetime"]);
  const since = dateOrNull(entry["restrictForAppsCreatedAfterDateTime"]);
  if (typeof restrictionType !== "string" || state === undefined) return undefined;
  if (maxLifetime === undefined || since === undefined) return undefined;
  return { restrictionType, state, maxLifetime, restrictForAppsCreatedAfterDateTime: since };
}

function nameIn(entry: unknown): string | undefined {
  if (!isRecord(entry)) return undefined;
  const id = readId(entry["id"]);
  return id === undefined ? undefined : nameOf(entry["displayName"], id);
}
