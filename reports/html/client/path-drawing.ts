import type { PageFinding } from "../page-data.ts";
import type { elements } from "./elements.ts";

/** An attack path from its beginning to the storage account, hop by hop, and where it is cut. */
export function pathDrawing({ el }: ReturnType<typeof elements>) {
  type Path = NonNullable<PageFinding["path"]>;
  type Hop = Path[number];

  /** Every path of the finding, the shortest first. */
  function draw({ path, otherPaths = [], pathsOmitted = 0, cutProof }: PageFinding): readonly HTMLElement[] {
    if (path === undefined) return [];
    const others = otherPaths.map((other, index) => drawOne(other, cutProof, `Path ${index + 2}`));
    const more = pathsOmitted === 0 ? "" : `, and ${pathsOmitted} more that were counted`;
    return [
      drawOne(path, cutProof, "The shortest path"),
      ...(others.length + pathsOmitted === 0
        ? []
        : [el("details", {}, el("summary", {}, `Other paths: ${others.length} drawn${more}`), ...others)]),
    ];
  }

  function drawOne(path: Path, cutProof: string | undefined, label: string): HTMLElement {
    const [first] = path;
    return el(
      "ol",
      { class: "path", "aria-label": label },
      ...(first === undefined ? [] : [el("li", {}, node(first.fromType, first.fromName, first.from))]),
      ...path.map((hop) =>
        el("li", {}, step(hop, hop.proof === cutProof), node(hop.toType, hop.toName, hop.to)),
      ),
    );
  }

  function node(kind: string, name: string, id: string): HTMLElement {
    return el(
      "div",
      { class: `node ${kind === "storage-account" ? "end" : ""}` },
      el("span", { class: "kind" }, kind.replaceAll("-", " ")),
      el("strong", {}, name || id),
    );
  }

  function step(
    { right, because, proof, source, scope, eligible, conditional }: Hop,
    isCut: boolean,
  ): HTMLElement {
    return el(
      "div",
      { class: `step ${isCut ? "cut" : ""}` },
      arrow(),
      el(
        "div",
        {},
        el("span", { class: "right" }, right.replaceAll("-", " ")),
        ...(eligible ? [el("span", { class: "mark" }, "must be activated")] : []),
        ...(conditional ? [el("span", { class: "mark" }, "under a condition")] : []),
        ...(isCut ? [el("span", { class: "mark cut" }, "cut here")] : []),
        el("p", {}, because),
        el(
          "details",
          {},
          el("summary", {}, "Proof"),
          el(
            "dl",
            { class: "pairs" },
            ...pair("Proven by", proof),
            ...pair("Holds at", scope),
            ...pair("Read with", source),
          ),
        ),
      ),
    );
  }

  function pair(term: string, text: string): readonly HTMLElement[] {
    return [el("dt", {}, term), el("dd", {}, el("code", {}, text))];
  }

  function arrow(): SVGElement {
    return svg(
      "svg",
      { viewBox: "0 0 16 40", preserveAspectRatio: "none", "aria-hidden": "true", class: "arrow" },
      svg("path", { d: "M8 0V36", class: "shaft" }),
      svg("path", { d: "M3 31L8 37L13 31" }),
    );
  }

  function svg(
    tag: "svg" | "path",
    attributes: Readonly<Record<string, string>>,
    ...children: readonly Node[]
  ): SVGElement {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  return { draw };
}
