import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { errorBody } from "./classify.ts";

/** Which api-version a cloud understood in place of the one it refused, for each resource type. */
export type VersionMemory = Map<string, string>;

/** Azure's codes for a version that the cloud does not know (yet). */
const UNKNOWN_VERSION = new Set([
  "NoRegisteredProviderFound",
  "InvalidApiVersionParameter",
  "InvalidResourceType",
]);

/** Tried in turn where the refusal does not list what is supported. */
const OLDER = ["2025-06-01", "2023-05-01", "2022-12-01", "2021-08-01", "2020-01-01"] as const;

const TRIES = 4;

/**
 * By namespace or type. Versions before these do not know SFTP, the extensions of a Defender plan, what is left out of
 * the scan, and groups of categories: an answer in one of them would leave it out, which is not "off".
 * https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list?view=rest-storagerp-2021-08-01
 */
const FLOORS: Readonly<Record<string, string>> = {
  "microsoft.storage": "2021-08-01",
  "microsoft.security": "2023-01-01",
  "microsoft.security/defenderforstoragesettings": "2025-06-01",
  "microsoft.insights": "2021-05-01",
};

/**
 * Sovereign clouds and Azure Stack lag behind the SDK's api-version: the refused request is asked again with the
 * newest version that the refusal names as supported and that is no newer than ours, or with an older one.
 */
export function apiVersionFallback(memory: VersionMemory): PipelinePolicy {
  return {
    name: "foothold-api-version",
    async sendRequest(request, next) {
      const url = new URL(request.url);
      const asked = url.searchParams.get("api-version");
      if (asked === null) return await next(request);
      const type = resourceType(url.pathname);
      const key = `${type} ${asked}`;
      const floor = FLOORS[type] ?? FLOORS[type.split("/")[0] ?? ""] ?? "";

      let version = memory.get(key) ?? asked;
      if (version !== asked) request.url = withVersion(url, version);
      let response = await next(request);
      const refused = new Set<string>();
      while (refused.size < TRIES && (response.status === 400 || response.status === 404)) {
        const { code, message } = errorBody(response.bodyAsText);
        if (!UNKNOWN_VERSION.has(code)) break;
        refused.add(version);
        const older = olderVersion(asked, refused, message, floor);
        if (older === undefined) break;
        version = older;
        request.url = withVersion(url, version);
        response = await next(request);
        if (response.status === 200) memory.set(key, version);
      }
      return response;
    },
  };
}

/** "The supported api-versions are '2015-06-15, 2016-01-01, …'": the newest that is not newer than ours. */
function olderVersion(
  asked: string,
  refused: ReadonlySet<string>,
  message: string,
  floor: string,
): string | undefined {
  const named = [...message.matchAll(/\b\d{4}-\d{2}-\d{2}\b(?!-preview)/g)].map(([version]) => version);
  const candidates = named.some((version) => version !== asked) ? named : OLDER;
  return [...candidates]
    .sort()
    .findLast((version) => version < asked && version >= floor && !refused.has(version));
}

/** `microsoft.storage/storageaccounts/localusers` of a path: what is behind the last `/providers/`, without names. */
function resourceType(pathname: string): string {
  const [, provider = pathname] = /.*\/providers\/(.+)$/i.exec(pathname) ?? [];
  const [namespace = "", ...rest] = provider.toLowerCase().split("/");
  return [namespace, ...rest.filter((_, at) => at % 2 === 0)].join("/");
}

function withVersion(url: URL, version: string): string {
  const changed = new URL(url);
  changed.searchParams.set("api-version", version);
  return changed.href;
}
