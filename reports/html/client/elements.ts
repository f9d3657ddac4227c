/** Elements that hold text as text. No part of the page sets markup. */
export function elements() {
  type Child = Node | string;

  function el<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    attributes: Readonly<Record<string, string>>,
    ...children: readonly Child[]
  ): HTMLElementTagNameMap[K] {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** What is no plain address of https stays text. */
  function link(address: string, words = address): HTMLElement {
    if (!/^https:\/\/[^\s"'<>\\]+$/.test(address)) return el("span", {}, words);
    return el("a", { href: address, rel: "noreferrer", target: "_blank" }, words);
  }

  /** Text that a reader takes along: what stands there is what is copied. */
  function copyable(text: string, what: string, say: (words: string) => void): HTMLElement {
    const code = el("code", {}, text);
    const button = el("button", { type: "button", class: "copy", "aria-label": `Copy the ${what}` }, "Copy");
    button.addEventListener("click", () => {
      void copyText(text).then((copied) => {
        if (!copied) getSelection()?.selectAllChildren(code);
        button.textContent = copied ? "Copied" : "Selected";
        say(copied ? `The ${what} was copied.` : `The ${what} is selected: copy it with the keyboard.`);
      });
    });
    return el("div", { class: "code" }, el("pre", {}, code), button);
  }

  /** A page that was opened from a file may be refused the clipboard. */
  async function copyText(text: string): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }

  function byId(id: string): HTMLElement | null {
    return document.getElementById(id);
  }

  return { el, link, copyable, copyText, byId };
}
