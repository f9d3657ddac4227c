import type { RawBody } from "./describe-entra.ts";
import { type Shape, shapes } from "./entity-shapes.ts";

export type GraphVersion = "v1.0" | "beta";

/** A thing of the directory, not yet laid over the base of its type: bodies are made for a page at a time. */
export interface Entity {
  readonly type: EntityType;
  readonly raw: RawBody;
}

export type EntityType = keyof typeof shapes;

/** Where and for whom a body is made. */
export interface View {
  readonly version: GraphVersion;
  readonly sovereign: boolean;
  readonly select?: readonly string[] | undefined;
}

/** The body as Graph sends it. A property that was selected and is unset is null; one of "@odata.type" stays. */
export function bodyOf({ type, raw }: Entity, { version, sovereign, select }: View): RawBody {
  const shape: Shape = shapes[type];
  const whole: Record<string, unknown> = {
    ...("@odata.type" in raw && { "@odata.type": undefined }),
    ...shape.base,
    ...(version === "beta" && shape.beta),
    ...raw,
  };
  for (const name of shape.own ?? []) delete whole[name];
  if (sovereign) for (const name of shape.globalOnly ?? []) delete whole[name];
  if (version === "v1.0") for (const name of Object.keys(shape.beta ?? {})) delete whole[name];
  if (version === "beta") renameForBeta(type, whole);
  if (!select?.includes("keyCredentials")) hideKeys(whole);
  if (!select) {
    for (const name of shape.onSelect ?? []) delete whole[name];
    return whole;
  }
  const odata = Object.entries(whole).filter(([name]) => name.startsWith("@odata."));
  const known = knownProperties(type, version, sovereign);
  const selected = select
    .filter((name) => known.has(name))
    .map((name) => [name, name in whole ? whole[name] : null] as const);
  return Object.fromEntries([...odata, ...selected]);
}

/** The CSDL's name of the type, as error messages give it. */
export function typeName(type: EntityType): string {
  return `microsoft.graph.${shapes[type].name}`;
}

/** What $select may name. In a list of directory objects that is whatever one of them may have. */
export function knownProperties(
  type: EntityType,
  version: GraphVersion,
  sovereign: boolean,
): ReadonlySet<string> {
  const key = `${type} ${version} ${sovereign}`;
  const found = known.get(key) ?? propertiesOf(type, version, sovereign);
  known.set(key, found);
  return found;
}

export function isDirectoryType(type: string): type is DirectoryType {
  return directoryTypes.some((known) => known === type);
}

export type DirectoryType = (typeof directoryTypes)[number];

export const directoryTypes = ["user", "group", "servicePrincipal", "application", "device"] as const;

const known = new Map<string, ReadonlySet<string>>();

function propertiesOf(type: EntityType, version: GraphVersion, sovereign: boolean): ReadonlySet<string> {
  if (type === "directoryObject") {
    return new Set(directoryTypes.flatMap((one) => [...knownProperties(one, version, sovereign)]));
  }
  const shape: Shape = shapes[type];
  const whole = Object.fromEntries(
    [
      ...Object.keys(shape.base),
      ...(shape.onSelect ?? []),
      ...(version === "beta" ? Object.keys(shape.beta ?? {}) : []),
    ].map((name) => [name, null]),
  );
  if (version === "beta") renameForBeta(type, whole);
  const missing = sovereign ? (shape.globalOnly ?? []) : [];
  return new Set(Object.keys(whole).filter((name) => !missing.includes(name)));
}

/** The beta version's own names, https://learn.microsoft.com/graph/api/resources/serviceprincipal?view=graph-rest-beta */
function renameForBeta(type: EntityType, body: Record<string, unknown>): void {
  if (type !== "servicePrincipal") return;
  body["publishedPermissionScopes"] = body["oauth2PermissionScopes"];
  delete body["oauth2PermissionScopes"];
}

/** A certificate's `key` is null unless keyCredentials was selected. */
function hideKeys(body: Record<string, unknown>): void {
  const keys = body["keyCredentials"];
  if (!Array.isArray(keys) || keys.length === 0) return;
  body["keyCredentials"] = keys.map((key: object) => ({ ...key, key: null }));
}
