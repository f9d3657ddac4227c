import { defineCollector } from "../collector.ts";
import { builtInRole, mintsCredentials } from "../inventory/directory-roles.ts";
import type { Gap, Known } from "../inventory/known.ts";
import type { DirectoryRoleDefinition } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import {
  isRecord,
  malformed,
  nameOf,
  type Origin,
  readEach,
  readFlag,
  readId,
  readTexts,
} from "./properties.ts";

const PATH = "/roleManagement/directory/roleDefinitions";
const REQUEST = `GET /v1.0${PATH}`;
const SELECT = ["id", "displayName", "templateId", "isBuiltIn", "isEnabled", "rolePermissions"];

/** The roles of the directory, built-in and custom, and how far they lead. */
export default defineCollector({
  section: "directoryRoleDefinitions",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["RoleManagement.Read.Directory", "Directory.Read.All"],
      without: "Directory roles have no name, and custom ones may be anything.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    for await (const raw of azure.graphList({ path: PATH, select: SELECT })) {
      const id = readId(raw["id"]);
      if (id === undefined)
        gap(malformed({ scope: scope.id, request: REQUEST }, "a role definition without a usable id"));
      else yield definitionOf(raw, id, gap);
    }
  },
});

function definitionOf(raw: RawObject, objectId: string, gap: (gap: Gap) => void): DirectoryRoleDefinition {
  const id = `${PATH}/${objectId}`;
  const origin = { scope: id, request: REQUEST };
  const name = nameOf(raw["displayName"], objectId);
  // Custom roles need not have a template of their own, and then it is their id.
  const templateId = readId(raw["templateId"]) ?? objectId;
  const isBuiltIn = orGap(readFlag(raw["isBuiltIn"], "isBuiltIn", origin), gap) ?? false;
  // The template of a custom role can be set to anything: it must not lend it a built-in role's name.
  // https://learn.microsoft.com/graph/api/resources/unifiedroledefinition#properties
  const known = isBuiltIn ? builtInRole(templateId) : undefined;
  const mints = isBuiltIn ? known?.mintsCredentials === true : orGap(customMints(raw, origin), gap) === true;
  return {
    id,
    name,
    templateId,
    isBuiltIn,
    tier: isBuiltIn ? (known?.tier ?? null) : mints ? 0 : null,
    mintsCredentials: mints,
    isSynchronization: known?.isSynchronization ?? false,
  };
}

/** A custom role that is not enabled gives nothing. Conditions are for built-in roles alone. */
function customMints(raw: RawObject, origin: Origin): Known<boolean> {
  const isEnabled = readFlag(raw["isEnabled"], "isEnabled", origin);
  if (!isEnabled.known || !isEnabled.value) return isEnabled;
  const actions = readEach(raw["rolePermissions"], "rolePermissions", origin, (permission) => {
    if (!isRecord(permission)) return undefined;
    const allowed = readTexts(permission["allowedResourceActions"], "allowedResourceActions", origin, []);
    return allowed.known ? allowed.value : undefined;
  });
  return actions.known ? { known: true, value: actions.value.flat().some(mintsCredentials) } : actions;
}

/** The role stays in the list with what is known of it; what is not stands beside it. */
function orGap<T>(property: Known<T>, gap: (gap: Gap) => void): T | undefined {
  if (property.known) return property.value;
  gap(property.gap);
  return undefined;
}
