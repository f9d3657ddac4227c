import { addressState } from "./client/address-state.ts";
import { choose } from "./client/choose.ts";
import { drawerContent } from "./client/drawer-content.ts";
import { elements } from "./client/elements.ts";
import { filterForm } from "./client/filter-form.ts";
import { findingList } from "./client/finding-list.ts";
import { pathDrawing } from "./client/path-drawing.ts";
import { readIslands } from "./client/read-islands.ts";
import { runPage } from "./client/run-page.ts";

/**
 * What runs in the page: functions of ours as their own text, so that the compiler, the linter and the tests read them
 * like all other code, and the package needs no bundler. Each leans on nothing but its arguments and the browser: an
 * import would not be there.
 */
const PARTS = {
  addressState,
  choose,
  drawerContent,
  elements,
  filterForm,
  findingList,
  pathDrawing,
  readIslands,
} satisfies Parameters<typeof runPage>[0];

/** The same for each report, so that one hash lets it run. A parser makes one line feed of every CRLF before it hashes. */
export function pageScript(): string {
  const parts = Object.entries(PARTS).map(([name, part]) => `${name}: ${String(part)}`);
  return `\n"use strict";\n(${String(runPage)})({\n${parts.join(",\n")}\n});\n`.replaceAll("\r\n", "\n");
}
