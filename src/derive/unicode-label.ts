import { domainToUnicode } from "node:url";

/** A label of a domain as people read it. What is no punycode stays as it is: some versions of Node make nothing of it. */
export function unicodeLabel(label: string): string {
  return domainToUnicode(label) || label;
}
