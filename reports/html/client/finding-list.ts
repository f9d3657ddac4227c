import type { PageFinding } from "../page-data.ts";
import type { FindingGroup } from "./choose.ts";
import type { elements } from "./elements.ts";

/** Lists of findings that grow as they are asked to: a hundred rows at a time, whatever there is. On paper nobody asks. */
export function findingList(
  { el }: ReturnType<typeof elements>,
  titleOf: (finding: PageFinding) => string,
  hrefOf: (finding: PageFinding) => string,
) {
  const PAGE = 100;
  /** Of one group at first: one check may have thousands, and the next one is worth a look. */
  const GROUP_ROWS = 10;
  /** Of one list on paper: some three hundred pages. */
  const PRINTED = 5000;

  /** Groups under headings of their own. */
  function showGroups(place: HTMLElement, groups: readonly FindingGroup[], view: "check" | "subject"): void {
    place.replaceChildren();
    appendGroups(place, groups, 0, view);
  }

  /** The same as it goes on paper, without a button, and with what is left out counted. */
  function printedGroups(groups: readonly FindingGroup[], view: "check" | "subject"): readonly HTMLElement[] {
    const parts: HTMLElement[] = [];
    let room = PRINTED;
    let left = 0;
    for (const group of groups) {
      const printed = group.findings.slice(0, room);
      room -= printed.length;
      left += group.findings.length - printed.length;
      if (printed.length > 0) parts.push(groupSection(group, printedRows(printed, view)));
    }
    return [...parts, ...leftOut(left)];
  }

  function printedFlat(findings: readonly PageFinding[]): readonly HTMLElement[] {
    const printed = findings.slice(0, PRINTED);
    return [printedRows(printed, "flat"), ...leftOut(findings.length - printed.length)];
  }

  function printedRows(findings: readonly PageFinding[], view: "check" | "subject" | "flat"): HTMLElement {
    return el("ul", { class: "rows" }, ...findings.map((finding) => row(finding, view)));
  }

  function leftOut(count: number): readonly HTMLElement[] {
    const words = `${count} more are not printed: filter the page, or take another format of the report.`;
    return count === 0 ? [] : [el("p", { class: "left-out" }, words)];
  }

  /** One list without headings. */
  function showFlat(place: HTMLElement, findings: readonly PageFinding[]): void {
    const list = el("ul", { class: "rows" });
    place.replaceChildren(list);
    appendRows(list, findings, 0, PAGE, "flat");
  }

  function appendGroups(
    place: HTMLElement,
    groups: readonly FindingGroup[],
    from: number,
    view: "check" | "subject",
  ): void {
    let rows = 0;
    let next = from;
    while (next < groups.length && rows < PAGE) {
      const group = groups[next];
      if (group === undefined) break;
      const list = el("ul", { class: "rows" });
      appendRows(list, group.findings, 0, GROUP_ROWS, view);
      place.append(groupSection(group, list));
      rows += Math.min(group.findings.length, GROUP_ROWS);
      next += 1;
    }
    const left = groups.length - next;
    if (left === 0) return;
    const more = moreButton(`Show more ${view}s: ${left} left`);
    more.addEventListener("click", () => {
      more.remove();
      appendGroups(place, groups, next, view);
      focusFirst(place.children[next]);
    });
    place.append(more);
  }

  function groupSection(group: FindingGroup, list: HTMLElement): HTMLElement {
    const count = group.findings.length;
    const heading = el(
      "h3",
      {},
      el("span", { class: "title" }, group.title),
      " ",
      el("span", { class: "count" }, `${count} ${count === 1 ? "finding" : "findings"}`),
    );
    return el("div", { class: "group" }, heading, el("p", { class: "note" }, group.note), list);
  }

  function appendRows(
    list: HTMLElement,
    findings: readonly PageFinding[],
    from: number,
    rows: number,
    view: "check" | "subject" | "flat",
  ): void {
    list.append(...findings.slice(from, from + rows).map((finding) => row(finding, view)));
    const next = from + rows;
    const left = findings.length - next;
    if (left <= 0) return;
    const more = moreButton(`Show ${Math.min(left, PAGE)} more of ${left}`);
    const item = el("li", { class: "more-row" }, more);
    more.addEventListener("click", () => {
      item.remove();
      appendRows(list, findings, next, PAGE, view);
      focusFirst(list.children[next]);
    });
    list.append(item);
  }

  function row(finding: PageFinding, view: "check" | "subject" | "flat"): HTMLElement {
    const { subject, message, score, severity, verdict } = finding;
    const name = subject.name || subject.id;
    const words =
      view === "check" ? name : view === "subject" ? titleOf(finding) : `${titleOf(finding)}: ${name}`;
    return el(
      "li",
      { class: "row" },
      el("span", { class: `chip ${severity}` }, `${score} ${severity}`),
      el(
        "div",
        { class: "text" },
        el("a", { href: hrefOf(finding), class: "open" }, words),
        " ",
        ...(view === "subject"
          ? [el("code", {}, finding.check)]
          : [el("span", { class: "place" }, subject.place)]),
        el("p", {}, message),
        ...(finding.accepted === undefined ? [] : [el("p", { class: "accepted" }, finding.accepted)]),
      ),
      el(
        "div",
        { class: "marks" },
        ...marks(finding),
        el("span", { class: "verdict" }, verdict.replace("-", " ")),
      ),
    );
  }

  function marks({ baseline, gone, path }: PageFinding): readonly HTMLElement[] {
    return [
      ...(gone === undefined
        ? []
        : [el("span", { class: `mark ${gone === "resolved" ? "resolved" : "unread"}` }, gone)]),
      ...(gone !== undefined || baseline === undefined || baseline === "unchanged"
        ? []
        : [el("span", { class: `mark ${baseline}` }, baseline)]),
      ...(path === undefined
        ? []
        : [el("span", { class: "mark" }, path.length === 1 ? "1 hop" : `${path.length} hops`)]),
    ];
  }

  function moreButton(words: string): HTMLButtonElement {
    return el("button", { type: "button", class: "more" }, words);
  }

  /** The button is gone: the keyboard goes on where it stood. */
  function focusFirst(inside: Element | undefined): void {
    inside?.querySelector<HTMLElement>("a.open")?.focus();
  }

  return { showGroups, showFlat, printedGroups, printedFlat };
}
