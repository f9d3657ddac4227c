import { wellFormed } from "../text/sarif-text.ts";

/**
 * A path for something that is no file. GitHub refuses a whole upload for one result without a physical location, and
 * every scheme but file, and it opens a new alert when a path changes: so the path is relative, is made of ids and
 * never of display names, and is lower case, because Azure spells one id in several ways.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function artifactUri(id: string): string {
  const path = wellFormed(id).toLowerCase().replace(/^\//, "").replace(/\/$/, "");
  const root = /^(?:subscriptions|providers)(?:\/|$)/.test(path) ? "azure" : "entra";
  return `${root}/${path.split("/").map(pathSegment).join("/")}`;
}

/**
 * One segment of a path or of an automation id, percent-encoded. An empty one and the two that mean "here" and
 * "above" get a tilde, since `%2e%2e` means "above" too: https://url.spec.whatwg.org/#double-dot-path-segment
 */
export function pathSegment(segment: string): string {
  if (segment === "" || segment === "." || segment === "..") return `~${segment}`;
  return encodeURIComponent(wellFormed(segment))
    .replaceAll(/[!'()*]/g, percent)
    .toLowerCase();
}

/** encodeURIComponent leaves the five characters that RFC 3986 reserved later. */
function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
