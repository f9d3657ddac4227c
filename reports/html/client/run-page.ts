import type { PageFinding, PageState } from "../page-data.ts";
import type { addressState } from "./address-state.ts";
import type { choose } from "./choose.ts";
import type { drawerContent } from "./drawer-content.ts";
import type { elements } from "./elements.ts";
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
  const open = findings.filter((finding) => finding.list === "open");
  const byFingerprint = new Map(findings.toReversed().map((finding) => [finding.fingerprint, finding]));

  let state = address.parse(location.hash);
  let shown: readonly PageFinding[] = [];
  const lists = parts.findingList(page, titleOf, (finding) =>
    address.format({ ...state, finding: finding.fingerprint }),
  );
  const { content } = parts.drawerContent(page, parts.pathDrawing(page), titleOf, (words) => {
    say("drawer-status", words);
  });

  fillSelect(
    "group",
    [...new Set(frame.checks.map(({ group }) => group))].sort().map((group) => [group, group]),
  );
  fillSelect("scope", Object.entries(frame.scopes));
  for (const kind of ["suppressed", "resolved"] as const) {
    const place = byId(`${kind}-list`);
    if (place === null) continue;
    lists.showFlat(
      place,
      findings.filter((finding) => finding.list === kind),
    );
  }
  filters.hidden = false;
  filters.addEventListener("input", () => {
    go({ ...readFilters(), finding: "" });
  });
  byId("clear")?.addEventListener("click", () => {
    go({ ...address.parse(""), view: state.view });
  });
  addEventListener("hashchange", followAddress);
  drawer.addEventListener("close", () => {
    if (state.finding !== "") go({ ...state, finding: "" });
  });
  drawer.addEventListener("click", ({ target }) => {
    if (target === drawer) drawer.close();
  });
  showAll();
  list.setAttribute("aria-busy", "false");

  /** A link to a section of the page is no choice: what was chosen stays. */
  function followAddress(): void {
    const target = location.hash.slice(1);
    if (target !== "" && !target.includes("=") && byId(target) !== null) {
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

  function go(next: PageState): void {
    const isSame = address.isSameList(state, next);
    state = next;
    history.replaceState(null, "", address.format(state));
    if (isSame) showDrawer();
    else showAll();
  }

  function showAll(): void {
    writeFilters();
    shown = matching(open, state);
    const groups = grouped(shown, state.view);
    if (list !== null) lists.showGroups(list, groups, state.view);
    const kinds = state.view === "check" ? "checks" : "subjects";
    say(
      "status",
      shown.length === 0
        ? `No finding of ${open.length} ${open.length === 0 ? "was made" : "matches the filters"}.`
        : `${shown.length} of ${open.length} findings, ${groups.length} ${groups.length === 1 ? kinds.slice(0, -1) : kinds}.`,
    );
    showDrawer();
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
    say("drawer-status", "");
    drawerPlace.replaceChildren(bar(finding), ...content(finding, checks.get(finding.check)));
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
  }

  /** The neighbors in the list as it is filtered. */
  function bar(finding: PageFinding): HTMLElement {
    const at = shown.indexOf(finding);
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
      ...step("Previous", shown[at - 1]),
      ...step("Next", at < 0 ? undefined : shown[at + 1]),
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

  function control(name: string): HTMLInputElement | HTMLSelectElement | null {
    return filters?.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`) ?? null;
  }

  function inputs(name: string): readonly HTMLInputElement[] {
    return [...(filters?.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`) ?? [])];
  }

  function chosen(name: string): readonly string[] {
    return inputs(name).flatMap(({ checked, value }) => (checked ? [value] : []));
  }

  /** Through the address, so that nothing can be chosen that a link cannot say. */
  function readFilters(): PageState {
    const said = new URLSearchParams({ view: chosen("view").join(), band: chosen("band").join() });
    for (const name of ["group", "scope", "verdict", "baseline", "text"])
      said.set(name, control(name)?.value ?? "");
    return address.parse(said.toString());
  }

  function writeFilters(): void {
    for (const radio of inputs("view")) radio.checked = radio.value === state.view;
    for (const box of inputs("band")) box.checked = state.bands.some((band) => band === box.value);
    for (const name of ["group", "scope", "verdict", "baseline", "text"] as const) {
      const field = control(name);
      if (field !== null && field.value !== state[name]) field.value = state[name];
    }
  }

  function fillSelect(name: string, options: readonly (readonly [value: string, words: string])[]): void {
    control(name)?.append(...options.map(([value, words]) => el("option", { value }, words)));
  }

  function say(id: "status" | "drawer-status", words: string): void {
    const place = byId(id);
    if (place !== null) place.textContent = words;
  }
}
