import type { PageState } from "../page-data.ts";
import type { addressState } from "./address-state.ts";
import type { elements } from "./elements.ts";

/** The filters of the page: what is chosen in them, and the same in words for paper, which has no fields. */
export function filterForm(
  form: HTMLElement,
  { el }: ReturnType<typeof elements>,
  { parse }: ReturnType<typeof addressState>,
) {
  /** Through the address, so that nothing can be chosen that a link cannot say. */
  function read(): PageState {
    const said = new URLSearchParams({ view: chosen("view").join(), band: chosen("band").join() });
    for (const name of ["group", "scope", "verdict", "baseline", "text"])
      said.set(name, control(name)?.value ?? "");
    return parse(said.toString());
  }

  function write(state: PageState): void {
    for (const radio of inputs("view")) radio.checked = radio.value === state.view;
    for (const box of inputs("band")) box.checked = state.bands.some((band) => band === box.value);
    for (const name of ["group", "scope", "verdict", "baseline", "text"] as const) {
      const field = control(name);
      if (field !== null && field.value !== state[name]) field.value = state[name];
    }
  }

  function offer(
    name: "group" | "scope",
    options: readonly (readonly [value: string, words: string])[],
  ): void {
    control(name)?.append(...options.map(([value, words]) => el("option", { value }, words)));
  }

  /** `band critical, high; subscription contoso-prod; text "backup"`, nothing where nothing is chosen. */
  function words({ bands, verdict, group, scope, baseline, text }: PageState): string {
    return [
      ...(bands.length === 0 ? [] : [`band ${bands.join(", ")}`]),
      ...(verdict === "" ? [] : [`verdict ${verdict.replace("-", " ")}`]),
      ...(group === "" ? [] : [`group ${group}`]),
      ...(scope === "" ? [] : [`subscription ${nameOf(scope)}`]),
      ...(baseline === "" ? [] : [`baseline ${baseline}`]),
      ...(text.trim() === "" ? [] : [`text "${text.trim()}"`]),
    ].join("; ");
  }

  function nameOf(scope: string): string {
    const options = [...form.querySelectorAll<HTMLOptionElement>('[name="scope"] option')];
    return options.find(({ value }) => value === scope)?.textContent ?? scope;
  }

  function control(name: string): HTMLInputElement | HTMLSelectElement | null {
    return form.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`);
  }

  function inputs(name: string): readonly HTMLInputElement[] {
    return [...form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)];
  }

  function chosen(name: string): readonly string[] {
    return inputs(name).flatMap(({ checked, value }) => (checked ? [value] : []));
  }

  return { read, write, offer, words };
}
