import { type Known, known, unknown } from "../inventory/known.ts";
import type { AzureChange } from "../inventory/sections.ts";
import { isRecord, malformed, type Origin, shortened } from "./properties.ts";
import { idOf, parsed, textOf } from "./log-values.ts";

/** What an event's `properties` hold of a request or an answer, as the log writes it: JSON in a text. */
export interface Bodies {
  readonly request: unknown;
  readonly response: unknown;
}

const NONE: Bodies = { request: null, response: null };

/**
 * @param properties of an event; in Log Analytics a text
 * @returns undefined where they cannot be read
 */
export function bodiesIn(properties: unknown): Bodies | undefined {
  if (properties === undefined || properties === null || properties === "") return NONE;
  const found = parsed(properties);
  if (!isRecord(found)) return undefined;
  return { request: pick(found, "requestbody") ?? null, response: pick(found, "responseBody") ?? null };
}

/**
 * The few properties that matter. Nothing else of the bodies goes further: they hold passwords and keys.
 * @param bodies undefined where they could not be read
 */
export function changeOf(bodies: Bodies | undefined, origin: Origin): Known<AzureChange | null> {
  const request = bodyIn(bodies?.request);
  const response = bodyIn(bodies?.response);
  if (bodies === undefined || request === undefined || response === undefined)
    return unknown(malformed(origin, "the body of the request or of the answer cannot be read"));
  if (request === null && response === null) return known(null);
  const asked = propertiesOf(request);
  const answered = propertiesOf(response);
  // What the request leaves out stays as it was, and the answer tells what that is.
  const either = (name: string): unknown => pick(asked, name) ?? pick(answered, name);
  return known({
    isSftpEnabled: flagOf(pick(asked, "isSftpEnabled")),
    isLocalUserEnabled: flagOf(pick(asked, "isLocalUserEnabled")),
    sftpNow: flagOf(pick(answered, "isSftpEnabled")),
    localUserNow: flagOf(pick(answered, "isLocalUserEnabled")),
    hasSshPassword: flagOf(either("hasSshPassword")),
    addsSshKey: isFilled(pick(asked, "sshAuthorizedKeys")),
    homeDirectory: short(either("homeDirectory")),
    permissionScopes: scopesIn(either("permissionScopes")),
    defaultAction: short(pick(pick(asked, "networkAcls"), "defaultAction")),
    publicNetworkAccess: short(pick(asked, "publicNetworkAccess")),
    roleDefinitionId: roleIn(either("roleDefinitionId")),
    principalId: idOf(either("principalId")),
    principalType: short(either("principalType")),
    extensionType: short(either("type")),
    pricingTier: short(either("pricingTier")),
    switchesOff: isOff(asked),
    enabledLogs: enabledLogsIn(pick(asked, "logs")),
  });
}

/** Null where there is none; undefined where it is broken, as one that was cut off is. */
function bodyIn(value: unknown): Readonly<Record<string, unknown>> | null | undefined {
  if (value === undefined || value === null || value === "") return null;
  const body = parsed(value);
  if (body === null || body === "") return null;
  return isRecord(body) ? body : undefined;
}

/** Microsoft.Authorization writes `Properties` in the request and `properties` in the answer. */
function propertiesOf(body: unknown): unknown {
  return pick(body, "properties");
}

/** By name in any case. */
function pick(from: unknown, name: string): unknown {
  if (!isRecord(from)) return undefined;
  const direct = Object.hasOwn(from, name) ? from[name] : undefined;
  if (direct !== undefined) return direct;
  const key = Object.keys(from).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : from[key];
}

/** Templates write texts in place of flags. */
function flagOf(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  const word = textOf(value)?.toLowerCase();
  return word === "true" ? true : word === "false" ? false : null;
}

function short(value: unknown): string | null {
  const text = textOf(value);
  return text === null ? null : shortened(text);
}

/** The log may hide keys behind another text. */
function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : textOf(value) !== null;
}

function scopesIn(value: unknown): readonly string[] {
  const scopes: readonly unknown[] = Array.isArray(value) ? value : [];
  return scopes.flatMap((scope) => {
    const [permissions, service, name] = ["permissions", "service", "resourceName"].map((key) =>
      textOf(pick(scope, key)),
    );
    return permissions && service && name ? [shortened(`${permissions}:${service}/${name}`)] : [];
  });
}

/** `/subscriptions/…/roleDefinitions/{GUID}` */
function roleIn(value: unknown): string | null {
  return idOf(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.exec(textOf(value) ?? "")?.[0]);
}

/** A Defender setting or a part of it, or a log of a diagnostic setting; metrics are none. A list of no logs is all of them. */
function isOff(asked: unknown): boolean {
  const onUpload = pick(pick(asked, "malwareScanning"), "onUpload");
  const settings = [asked, onUpload].map((part) => flagOf(pick(part, "isEnabled")));
  const logs = pick(asked, "logs");
  const categories = Array.isArray(logs) ? logs.map((log: unknown) => flagOf(pick(log, "enabled"))) : [];
  return [...settings, ...categories].includes(false) || (Array.isArray(logs) && logs.length === 0);
}

/** Categories, and groups of them: `storageread`, `alllogs`. Null where the request has no list of logs. */
function enabledLogsIn(logs: unknown): readonly string[] | null {
  if (!Array.isArray(logs)) return null;
  const names = logs
    .filter((log: unknown) => flagOf(pick(log, "enabled")) === true)
    .flatMap((log: unknown) => short(pick(log, "category")) ?? short(pick(log, "categoryGroup")) ?? []);
  return names.map((name) => name.toLowerCase()).sort();
}
