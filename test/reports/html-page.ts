import { defaultTreeAdapter, type DefaultTreeAdapterTypes, parse } from "parse5";
import html from "../../reports/html.ts";
import type { PageFinding } from "../../reports/html/page-data.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { renderWhole } from "./sample-report.ts";

export type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

/** The page as a browser's parser sees it, with or without JavaScript. */
export function pageOf(report: ScanReport, scriptingEnabled = true): Node {
  return parse(renderWhole(html, report), { scriptingEnabled });
}

export function elementsOf(node: Node, tag?: string): Element[] {
  const own =
    defaultTreeAdapter.isElementNode(node) && (tag === undefined || node.tagName === tag) ? [node] : [];
  const children = "childNodes" in node ? node.childNodes : [];
  return [...own, ...children.flatMap((child) => elementsOf(child, tag))];
}

export function textOf(node: Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

export function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.attrs.find((one) => one.name === name)?.value;
}

export function byId(node: Node, id: string): Element {
  const found = elementsOf(node).find((element) => attribute(element, "id") === id);
  if (found === undefined) throw new Error(`no element ${id}`);
  return found;
}

/** The text of a section in one line. */
export function sectionText(node: Node, id: string): string {
  return textOf(byId(node, id)).replaceAll(/\s+/g, " ").trim();
}

/** The findings of the page, island by island. */
export function islandsOf(node: Node): PageFinding[][] {
  return elementsOf(node, "script")
    .filter((script) => attribute(script, "class") === "findings")
    .map((script) => JSON.parse(textOf(script)) as PageFinding[]);
}
