import type { PageState } from "../page-data.ts";

/** What is chosen, as the hash of the address: `#view=subject&band=critical,high&finding=…`. What it does not know it drops. */
export function addressState() {
  const BANDS = ["critical", "high", "medium", "low", "info"] as const;
  const VERDICTS = ["act", "attend", "track-closely", "track"] as const;
  const BASELINES = ["new", "changed", "unchanged"] as const;

  function parse(hash: string): PageState {
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const bands = (given.get("band") ?? "").split(",");
    return {
      view: given.get("view") === "subject" ? "subject" : "check",
      bands: BANDS.filter((band) => bands.includes(band)),
      group: given.get("group") ?? "",
      scope: given.get("scope") ?? "",
      verdict: VERDICTS.find((verdict) => verdict === given.get("verdict")) ?? "",
      baseline: BASELINES.find((word) => word === given.get("baseline")) ?? "",
      text: given.get("text") ?? "",
      finding: given.get("finding") ?? "",
    };
  }

  /** Without what stands at its default, in one order. */
  function format(state: PageState): string {
    const said = new URLSearchParams();
    if (state.view === "subject") said.set("view", state.view);
    if (state.bands.length > 0) said.set("band", state.bands.join(","));
    for (const key of ["group", "scope", "verdict", "baseline", "text", "finding"] as const) {
      if (state[key] !== "") said.set(key, state[key]);
    }
    return `#${said.toString().replaceAll("%2C", ",")}`;
  }

  /** True where two of them show the same list. */
  function isSameList(a: PageState, b: PageState): boolean {
    return format({ ...a, finding: "" }) === format({ ...b, finding: "" });
  }

  return { parse, format, isSameList };
}
