import type { PageFinding, PageState } from "../page-data.ts";
import type { addressState } from "./address-state.ts";
import type { choose, FindingGroup } from "./choose.ts";
import type { drawerContent } from "./drawer-content.ts";
import type { elements } from "./elements.ts";
import type { filterForm } from "./filter-form.ts";
import type { findingList } from "./finding-list.ts";
import type { pathDrawing } from "./path-drawing.ts";
import type { readIslands } from "./read-islands.ts";

/**
 * The page: what is chosen stands in the hash of its address, and everything shown follows from that. Going back closes
 * the drawer, a copied address opens it again.
 */
export async function runPage(parts: {
  readonly addressState: typeof addressState;
  readonly choose: typeof choose;
  readonly drawerContent: typeof drawerContent;
  readonly elements: typeof elements;
  readonly filterForm: typeof filterForm;
  readonly findingList: typeof findingList;
  readonly pathDrawing: typeof pathDrawing;
  readonly readIslands: typeof readIslands;
}): Promise<void> {
  const address = parts.addressState();
  const page = parts.elements();
  const { el, byId } = page;
  const filters = byId("filters");
  const list = byId("list");
  const drawer = byId("drawer");
  const drawerPlace = byId("drawer-content");
  if (filters === null || list === null || drawerPlace === null || !(drawer instanceof HTMLDialogElement))
    return;

  say("status", "Reading the findings.");
  const { frame, findings } = await parts.readIslands();
  const checks = new Map(frame.checks.map((check) => [check.id, check]));
  const { titleOf, matching, grouped } = parts.choose(checks);
  const all = Map.groupBy(findings, (finding) => finding.list);
  const byFingerprint = new Map(findings.toReversed().map((finding) => [finding.fingerprint, finding]));

  let state = address.parse(location.hash);
  let groups: readonly FindingGroup[] = [];
  /** What is shown of each list, in the order of the page. */
  const shown: Record<PageFinding["list"], readonly PageFinding[]> = {
    open: [],
    suppressed: [],
    resolved: [],
  };
  let inDrawer: PageFinding | undefined;
  let isPrinting = false;
  const form = parts.filterForm(filters, page, address);
  const lists = parts.findingList(page, titleOf, hrefOf);
  const { content } = parts.drawerContent(page, parts.pathDrawing(page), titleOf, (words) => {
    say("drawer-status", words);
  });

  form.offer(
    "group",
    [...new Set(frame.checks.map(({ group }) => group))].sort().map((group) => [group, group]),
  );
  form.offer("scope", frame.scopes);
  filters.hidden = false;
  filters.addEventListener("input", () => {
    go({ ...form.read(), finding: "" });
  });
  byId("clear")?.addEventListener("click", () => {
    go({ ...address.parse(""), view: state.view });
  });
  addEventListener("hashchange", followAddress);
  addEventListener("beforeprint", print);
  drawer.addEventListener("close", closeDrawer);
  drawer.addEventListener("click", ({ target }) => {
    if (target === drawer) drawer.close();
  });
  showAll();
  list.setAttribute("aria-busy", "false");
  // The browser went there before there was a list above it.
  sectionOf(location.hash)?.scrollIntoView();

  /** A link to a section of the page is no choice: what was chosen stays. */
  function followAddress(): void {
    if (sectionOf(location.hash) !== null) {
      history.replaceState(null, "", address.format(state));
      return;
    }
    const before = state;
    state = address.parse(location.hash);
    if (address.isSameList(before, state)) {
      showDrawer();
      return;
    }
    showAll();
    if (state.finding === "") byId("findings")?.focus();
  }

  function sectionOf(hash: string): HTMLElement | null {
    const id = hash.slice(1);
    return id === "" || id.includes("=") ? null : byId(id);
  }

  function go(next: PageState): void {
    const isSame = address.isSameList(state, next);
    state = next;
    history.replaceState(null, "", address.format(state));
    if (isSame) showDrawer();
    else showAll();
  }

  function showAll(): void {
    form.write(state);
    groups = grouped(matching(listOf("open"), state), state.view);
    shown.open = groups.flatMap((group) => group.findings);
    if (list !== null) lists.showGroups(list, groups, state.view);
    const also: string[] = [];
    for (const kind of ["suppressed", "resolved"] as const) {
      const place = byId(`${kind}-list`);
      if (place === null || listOf(kind).length === 0) continue;
      shown[kind] = matching(listOf(kind), state);
      lists.showFlat(place, shown[kind]);
      const count = `${shown[kind].length} of ${listOf(kind).length}`;
      const isNarrowed = form.words(state) !== "";
      say(`${kind}-status`, isNarrowed ? `${count} match the filters.` : "");
      if (isNarrowed) also.push(`${count} ${kind}`);
    }
    say("status", [statusWords(), ...(also.length === 0 ? [] : [`Also ${also.join(", ")}.`])].join(" "));
    say("chosen", form.words(state) === "" ? "" : `Filtered by ${form.words(state)}.`);
    showDrawer();
  }

  function statusWords(): string {
    const total = listOf("open").length;
    const kind = `${state.view}${groups.length === 1 ? "" : "s"}`;
    return shown.open.length === 0
      ? `No finding of ${total} ${total === 0 ? "was made" : "matches the filters"}.`
      : `${shown.open.length} of ${total} findings, ${groups.length} ${kind}.`;
  }

  function listOf(kind: PageFinding["list"]): readonly PageFinding[] {
    return all.get(kind) ?? [];
  }

  function hrefOf({ fingerprint }: PageFinding): string {
    return address.format({ ...state, finding: fingerprint });
  }

  /** Every row that the filters let through, not only those that somebody unfolded, which come back afterwards. */
  function print(): void {
    if (isPrinting) return;
    isPrinting = true;
    addEventListener("afterprint", () => (isPrinting = false), { once: true });
    const printed = [
      [list, lists.printedGroups(groups, state.view)] as const,
      [byId("suppressed-list"), lists.printedFlat(shown.suppressed)] as const,
      [byId("resolved-list"), lists.printedFlat(shown.resolved)] as const,
    ];
    for (const [place, rows] of printed) {
      if (place === null) continue;
      const before = [...place.childNodes];
      place.replaceChildren(...rows);
      addEventListener("afterprint", () => place.replaceChildren(...before), { once: true });
    }
  }

  function showDrawer(): void {
    if (!(drawer instanceof HTMLDialogElement) || drawerPlace === null) return;
    const finding = byFingerprint.get(state.finding);
    if (finding === undefined) {
      if (state.finding !== "")
        say("status", "This report has no finding with the fingerprint of the address.");
      drawer.close();
      return;
    }
    inDrawer = finding;
    say("drawer-status", "");
    drawerPlace.replaceChildren(bar(finding), ...content(finding, checks.get(finding.check)));
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
  }

  /** The focus is where it was, or, where a link opened the drawer, at the finding's row or its list. */
  function closeDrawer(): void {
    if (state.finding !== "") go({ ...state, finding: "" });
    const { activeElement } = document;
    const isLost = activeElement === document.body || (drawer?.contains(activeElement) ?? false);
    if (inDrawer === undefined || !isLost) return;
    const href = hrefOf(inDrawer);
    const row = [...document.querySelectorAll<HTMLElement>("a.open")].find(
      (link) => link.getAttribute("href") === href,
    );
    (row ?? byId(inDrawer.list === "open" ? "findings" : inDrawer.list))?.focus();
  }

  /** The neighbors in the list as it is filtered. */
  function bar(finding: PageFinding): HTMLElement {
    const among = shown[finding.list];
    const at = among.indexOf(finding);
    const close = el("button", { type: "button", autofocus: "" }, "Close");
    const share = el("button", { type: "button", class: "share" }, "Copy link");
    share.addEventListener("click", () => {
      void page.copyText(location.href).then((copied) => {
        say("drawer-status", copied ? "The link was copied." : "The link stands in the address bar.");
        share.textContent = copied ? "Copied" : "See address";
      });
    });
    close.addEventListener("click", () => {
      if (drawer instanceof HTMLDialogElement) drawer.close();
    });
    return el(
      "div",
      { class: "bar" },
      ...step("Previous", among[at - 1]),
      ...step("Next", at < 0 ? undefined : among[at + 1]),
      share,
      close,
    );
  }

  function step(words: string, to: PageFinding | undefined): readonly HTMLElement[] {
    if (to === undefined) return [];
    const button = el("button", { type: "button" }, words);
    button.addEventListener("click", () => {
      go({ ...state, finding: to.fingerprint });
      focusButton(words);
    });
    return [button];
  }

  /** The button was made anew; at the end of the list there is none. */
  function focusButton(words: string): void {
    const buttons = [...(drawerPlace?.querySelectorAll<HTMLButtonElement>(".bar button") ?? [])];
    (buttons.find((button) => button.textContent === words) ?? buttons.at(-1))?.focus();
  }

  function say(
    id: "status" | "drawer-status" | "suppressed-status" | "resolved-status" | "chosen",
    words: string,
  ): void {
    const place = byId(id);
    if (place !== null) place.textContent = words;
  }
}
