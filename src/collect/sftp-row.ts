import { canonicalId } from "../inventory/scope.ts";
import type { SftpOutcome } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { numberOf, textOf } from "./log-values.ts";
import { shortened } from "./properties.ts";

/** False for what came by another protocol; our queries leave those out. */
export function isSftp({ Protocol: protocol }: RawObject): boolean {
  return textOf(protocol) === null || textOf(protocol)?.toUpperCase() === "SFTP";
}

/**
 * A 403 says that the firewall, the credential or the rights refused; the text says which. The code is a text.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs
 */
export function outcomeOf({ StatusText, StatusCode }: RawObject): SftpOutcome {
  const words = textOf(StatusText)?.toLowerCase() ?? "";
  const code = numberOf(StatusCode) ?? 0;
  if (/ipauthorization|firewall|networkacl|network ?rule|publicaccessnotpermitted/.test(words))
    return "blocked";
  if (/authenticationfailed|authenticationerror|authorization/.test(words) || code === 401 || code === 403)
    return "refused";
  return words === "success" || (code >= 200 && code < 300) ? "success" : "failed";
}

/** Rows name the blob service below the account, or the account. */
export function accountIn(row: RawObject): string | null {
  const id = textOf(row["_ResourceId"]) ?? "";
  return (
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/[^/]+/i.exec(
      id,
    )?.[0] ?? null
  );
}

/** The name of the account, which rows without its id have too. */
export function accountNameIn(row: RawObject): string | null {
  const id = accountIn(row);
  return textOf(row["AccountName"]) ?? (id === null ? null : (canonicalId(id).split("/").at(-1) ?? null));
}

/**
 * `sftp://contoso.blob.core.windows.net/uploads/a%20b.txt` → `/uploads/a b.txt`. What follows a path may be a signature. Of
 * a long one the end is kept, which tells what kind of file it is.
 */
export function pathIn(value: unknown): string | null {
  const uri = textOf(value);
  if (uri === null) return null;
  const path = decoded(URL.canParse(uri) ? new URL(uri).pathname : uri.replace(/[?#][^]*$/, ""));
  if (shortened(path) === path) return path;
  const end = path.slice(-END).replace(/^[\uDC00-\uDFFF]/, "");
  return `${shortened(path)
    .slice(0, -END - 1)
    .replace(/[\uD800-\uDBFF]$/, "")}…${end}`;
}

const END = 64;

/** What is no UTF-8 stays as it is, and the rest is read all the same. */
function decoded(path: string): string {
  return path.replaceAll(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}
