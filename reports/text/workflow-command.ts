import { visible } from "./visible.ts";

/**
 * `::error title=…::…`: a line that GitHub's runner obeys, with foreign text in it that it does not. What is escaped, and
 * that properties need more of it, is the runner's own rule:
 * https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
 */
export function workflowCommand(
  name: "error" | "warning" | "notice",
  title: string,
  message: string,
): string {
  return `::${name} title=${property(title)}::${data(message)}\n`;
}

/** Line breaks are no longer there; a name that holds `%0A` must not become one. */
function data(text: string): string {
  return visible(text).replaceAll("%", "%25");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
