import type { PageCheck, PageFinding } from "../page-data.ts";
import type { elements } from "./elements.ts";
import type { pathDrawing } from "./path-drawing.ts";

/** One finding, told whole: what it is, why it counts, how to end it, and what proves it. */
export function drawerContent(
  { el, link, copyable }: ReturnType<typeof elements>,
  { draw }: ReturnType<typeof pathDrawing>,
  titleOf: (finding: PageFinding) => string,
  say: (words: string) => void,
) {
  type Child = Node | string;

  function content(finding: PageFinding, check: PageCheck | undefined): readonly HTMLElement[] {
    return [
      head(finding),
      ...part("Why it matters", check === undefined ? [] : [el("p", {}, check.why)]),
      ...part("Attack path", [...draw(finding), ...cut(finding)]),
      ...part("What to do", remedy(finding, check)),
      ...part("What the logs tell", [...timeline(finding), ...states(finding)]),
      ...part("How the score comes about", [ledger(finding)]),
      ...part("Look for more", query(finding)),
      ...part("References", references(finding, check)),
      ...part("About it", [about(finding)]),
    ];
  }

  function part(title: string, children: readonly Child[]): readonly HTMLElement[] {
    return children.length === 0 ? [] : [el("section", {}, el("h3", {}, title), ...children)];
  }

  function head(finding: PageFinding): HTMLElement {
    const { score, severity, verdict, subject, message, baseline, accepted, gone } = finding;
    const { url } = subject;
    return el(
      "header",
      {},
      el(
        "p",
        { class: "marks" },
        el("span", { class: `chip ${severity}` }, `${score} ${severity}`),
        el("span", { class: "verdict" }, verdict.replace("-", " ")),
        ...(baseline === undefined ? [] : [el("span", { class: `mark ${baseline}` }, baseline)]),
        ...(gone === undefined ? [] : [el("span", { class: "mark" }, gone)]),
      ),
      el("h2", { id: "drawer-title" }, titleOf(finding)),
      el("p", { class: "message" }, message),
      el(
        "p",
        { class: "where" },
        el("strong", {}, subject.name || subject.id),
        " ",
        el("span", { class: "place" }, subject.place),
        ...(url === undefined ? [] : [" ", link(url, "Open in the portal")]),
      ),
      ...(accepted === undefined ? [] : [el("p", { class: "accepted" }, accepted)]),
    );
  }

  function cut({ cut: command, cutWords = "" }: PageFinding): readonly HTMLElement[] {
    if (command === undefined) return [];
    return [el("p", {}, `The removal that ends the most paths. ${cutWords}`), copyable(command, "cut", say)];
  }

  function remedy({ commands }: PageFinding, check: PageCheck | undefined): readonly HTMLElement[] {
    const steps = check?.steps ?? [];
    return [
      ...(check === undefined ? [] : [el("p", {}, check.summary)]),
      ...(steps.length === 0
        ? []
        : [el("ol", { class: "steps" }, ...steps.map((step) => el("li", {}, step)))]),
      ...commands.map((command) => copyable(command, "command", say)),
    ];
  }

  function timeline({ evidence, evidenceOmitted = 0 }: PageFinding): readonly HTMLElement[] {
    if (evidence.length === 0) return [];
    const rows = evidence.map(({ time, source, operation, actor, ip, userAgent, detail, queryId }) =>
      el(
        "li",
        {},
        el("time", { datetime: time }, time.replace("T", " ")),
        el("p", {}, detail),
        el(
          "dl",
          { class: "pairs" },
          ...pair("Operation", operation),
          ...pair("Actor", actor),
          ...pair("Address", ip),
          ...pair("User agent", userAgent),
          ...pair("Source", `${source}, query ${queryId}`),
        ),
      ),
    );
    const more = evidenceOmitted === 0 ? [] : [el("p", {}, `${evidenceOmitted} more rows are in the logs.`)];
    return [el("ol", { class: "timeline" }, ...rows), ...more];
  }

  function states({ states: left = [] }: PageFinding): readonly HTMLElement[] {
    if (left.length === 0) return [];
    const WORDS = { present: "still there", gone: "gone", unknown: "not read" } as const;
    return [
      el("h4", {}, "What it left behind"),
      el(
        "ul",
        { class: "states" },
        ...left.map(({ id, name, presence }) =>
          el(
            "li",
            {},
            el("span", { class: `mark ${presence}` }, WORDS[presence]),
            " ",
            el("strong", {}, name),
            " ",
            el("code", {}, id),
          ),
        ),
      ),
    ];
  }

  function ledger({ ledger: lines, score }: PageFinding): HTMLElement {
    return el(
      "table",
      { class: "ledger" },
      el(
        "thead",
        {},
        el("tr", {}, ...["Points", "Factor", "Because"].map((words) => el("th", { scope: "col" }, words))),
      ),
      el(
        "tbody",
        {},
        ...lines.map(({ points, factor, because }) =>
          el(
            "tr",
            {},
            el("td", { class: "number" }, points > 0 ? `+${points}` : String(points)),
            el("th", { scope: "row" }, factor),
            el("td", {}, because),
          ),
        ),
      ),
      el(
        "tfoot",
        {},
        el(
          "tr",
          {},
          el("td", { class: "number" }, String(score)),
          el("th", { scope: "row" }, "score"),
          el("td", {}, "the sum"),
        ),
      ),
    );
  }

  function query({ query: found }: PageFinding): readonly HTMLElement[] {
    if (found === undefined) return [];
    return [
      el("p", {}, `Query ${found.id}, for a Log Analytics workspace:`),
      copyable(found.text, "query", say),
    ];
  }

  function references({ mitre }: PageFinding, check: PageCheck | undefined): readonly HTMLElement[] {
    const techniques = (mitre ?? check?.mitre ?? []).map((id) => el("li", {}, technique(id)));
    const pages = (check?.references ?? []).map((address) => el("li", {}, link(address)));
    return techniques.length + pages.length === 0
      ? []
      : [el("ul", { class: "ids" }, ...pages, ...techniques)];
  }

  /** Microsoft's matrix has no stable page for each technique. */
  function technique(id: string): Child {
    const [, number, sub] = /^(T\d+)(?:\.(\d+))?$/.exec(id) ?? [];
    if (number === undefined) return id;
    return link(
      `https://attack.mitre.org/techniques/${number}/${sub === undefined ? "" : `${sub}/`}`,
      `MITRE ATT&CK ${id}`,
    );
  }

  function about({ subject, check, confidence, fingerprint, occurred }: PageFinding): HTMLElement {
    const tags = Object.entries(subject.tags ?? {}).map((tag) => tag.join("="));
    const groupTags = Object.entries(subject.groupTags ?? {}).map((tag) => tag.join("="));
    return el(
      "dl",
      { class: "pairs" },
      ...pair("Check", check),
      ...pair("Subject", subject.id),
      ...pair("Of", subject.kind),
      ...pair("Tags", tags.join(", ")),
      ...pair("Tags of its group", groupTags.join(", ")),
      ...pair("Happened", occurred === undefined ? "" : `${occurred.first} to ${occurred.last}`),
      ...pair("Rests on what was read", `${confidence} %`),
      ...pair("Fingerprint", fingerprint),
    );
  }

  function pair(term: string, text: string | null): readonly HTMLElement[] {
    return text === null || text === "" ? [] : [el("dt", {}, term), el("dd", {}, text)];
  }

  return { content };
}
