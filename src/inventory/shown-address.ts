import { quoted } from "./quoted.ts";

/** Browsers take backslashes for slashes, any number of them, and skip blanks in between. */
const BEFORE_HOST = /^(?:[^:/\\]*:[/\\\s]*|[/\\]{2,})/;

/**
 * A redirect URI to show: without a name and password before its host, and without what follows its path. Codes and keys
 * stand there, and who reads a report needs neither. One that has neither is shown as it is written.
 * https://www.rfc-editor.org/rfc/rfc3986#section-3
 */
export function shownAddress(uri: string): string {
  const address = uri.replace(/[?#][^]*$/, "");
  const scheme = BEFORE_HOST.exec(address)?.[0] ?? "";
  const rest = address.slice(scheme.length);
  return `${scheme}${rest.slice(rest.lastIndexOf("@", rest.search(/[/\\]|$/)) + 1)}`;
}

/** Several for a sentence, each once. */
export function quotedAddresses(addresses: readonly { readonly uri: string }[]): string {
  return quoted(addresses.map(({ uri }) => shownAddress(uri)));
}
