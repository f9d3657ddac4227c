/** The page, its colors in light and dark (WCAG AA: 4.5:1 for text, 3:1 for drawings), summary, tables, print. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --paper: #ffffff; --sunk: #eef0f4; --line: #d5d9e0; --edge: #7d8694;
  --ink: #1a1f27; --soft: #525b68; --link: #0b57b0; --focus: #0b57b0;
  --critical: #a81e1e; --high: #b4470b; --medium: #8a6100; --low: #1f63a8; --info: #5a6472; --on-band: #ffffff;
  --pass: #2c7a4b; --fail: #b4470b; --none: #8b93a0; --unread: #8a6100; --news: #6941b8;
  --warn-ground: #fff6df; --warn-line: #d9a520; --warn-ink: #5e4300; --code: #eef0f4;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #12151a; --paper: #1b2027; --sunk: #252b34; --line: #363e4a; --edge: #8791a0;
    --ink: #e7eaef; --soft: #a9b2bf; --link: #86b7f2; --focus: #9cc5f6;
    --critical: #ff8d85; --high: #f7a468; --medium: #e3bd56; --low: #7fb5ee; --info: #aab4c1; --on-band: #14171c;
    --pass: #6cc391; --fail: #f7a468; --none: #7d8694; --unread: #e3bd56; --news: #bda3f5;
    --warn-ground: #2b2412; --warn-line: #8a6d1f; --warn-ink: #f0d48a; --code: #12161c;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
main, header.page { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
header.page { padding-top: 1.75rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
section:focus { outline: none; }
h1, h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; line-height: 1.3; font-weight: 650; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 600; }
h4 { font-size: 0.875rem; margin-top: 0.75rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.86em; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: 0.5rem 0.75rem; z-index: 2; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.count { color: var(--soft); font-weight: 450; font-size: 0.8em; white-space: nowrap; }
.printed { display: none; }
.brand { color: var(--soft); font-weight: 600; letter-spacing: 0.04em; }
.status { display: inline-block; margin: 0.6rem 0 0.9rem; padding: 0.15rem 0.7rem; border-radius: 1rem; border: 1px solid var(--line); font-weight: 550; font-size: 0.875rem; }
.status.partial { background: var(--warn-ground); border-color: var(--warn-line); color: var(--warn-ink); }
.status.whole { color: var(--pass); border-color: currentColor; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 0.5rem 1.5rem; font-size: 0.875rem; padding-bottom: 0.5rem; }
.facts dt { color: var(--soft); font-size: 0.8125rem; }
main > section { background: var(--paper); border: 1px solid var(--line); border-radius: 0.6rem; padding: 1.25rem 1.5rem 1.5rem; margin: 1.25rem 0; }
main > section > h2 { margin-bottom: 0.75rem; }
main > section.partial { border-color: var(--warn-line); border-left-width: 0.35rem; }

.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.75rem; margin-bottom: 1.5rem; }
.card { border: 1px solid var(--line); border-top: 0.25rem solid var(--edge); border-radius: 0.45rem; padding: 0.7rem 0.9rem; }
.card a { color: inherit; text-decoration: none; }
.card a:hover span { text-decoration: underline; }
.card strong { font-size: 1.75rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.card span { font-weight: 550; }
.card p { color: var(--soft); font-size: 0.875rem; }
.card.critical { border-top-color: var(--critical); } .card.high { border-top-color: var(--high); }
.card.medium { border-top-color: var(--medium); } .card.low { border-top-color: var(--low); } .card.info { border-top-color: var(--info); }
.card.partial { border-color: var(--warn-line); background: var(--warn-ground); color: var(--warn-ink); }
.card.partial p { color: inherit; }
.card.news { border-top-color: var(--news); }

.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 1.5rem 2.5rem; }
.chart table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.35rem; font-size: 0.9375rem; }
.chart th { text-align: left; font-weight: 450; padding: 0.14rem 0.75rem 0.14rem 0; white-space: nowrap; width: 1%; }
.chart td { padding: 0.14rem 0; vertical-align: middle; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.chart .number { width: 3.5rem; padding-right: 0.75rem; }
.chart svg { display: block; width: 100%; height: 0.7rem; background: var(--sunk); border-radius: 2px; }
.chart > svg { height: 0.9rem; margin-top: 0.5rem; }
.key { display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 2px; margin-right: 0.45rem; }
rect.critical, rect.act { fill: var(--critical); } rect.high, rect.attend { fill: var(--high); } rect.medium, rect.track-closely { fill: var(--medium); }
rect.low, rect.track { fill: var(--low); } rect.info { fill: var(--info); }
rect.pass, rect.resolved { fill: var(--pass); } rect.fail { fill: var(--fail); } rect.none, rect.unchanged { fill: var(--none); } rect.aged { fill: var(--info); }
rect.unread { fill: var(--unread); } rect.new { fill: var(--news); } rect.changed { fill: var(--low); }
.key.pass { background: var(--pass); } .key.fail { background: var(--fail); } .key.none { background: var(--none); } .key.unread { background: var(--unread); }

.remedies { margin-top: 0.75rem; }
.remedies > li { border-top: 1px solid var(--line); padding: 0.75rem 0; }
.remedies h3 { color: var(--unread); }
.ids { margin: 0.25rem 0 0.25rem 1rem; font-size: 0.875rem; }
.ids li { padding: 0.05rem 0; }
.said { color: var(--soft); font-size: 0.875rem; }
summary { cursor: pointer; padding: 0.2rem 0; color: var(--link); width: fit-content; }
.grid { width: 100%; border-collapse: collapse; margin-top: 0.5rem; font-size: 0.875rem; }
.grid th, .grid td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-top: 1px solid var(--line); font-weight: 450; }
.grid thead th { color: var(--soft); border-top: 0; font-weight: 550; white-space: nowrap; }
.grid.numbers thead th:nth-child(n + 2) { text-align: right; }
.grid.numbers td { text-align: right; }
.grid.numbers td.zero { color: var(--soft); }
.grid th code { display: block; }
.grid th span { color: var(--soft); }
.note { margin: 0.5rem 0; }
noscript > p { margin: 0.5rem 0; font-weight: 600; }
noscript { display: block; background: var(--paper); border: 1px solid var(--line); border-radius: 0.6rem; padding: 1rem 1.5rem; }

@media (max-width: 40rem) {
  main, header.page { padding-left: 0.8rem; padding-right: 0.8rem; }
  main > section { padding: 1rem 0.9rem 1.1rem; }
  .facts { grid-template-columns: 1fr; }
  .cards { grid-template-columns: 1fr 1fr; }
  .card strong { font-size: 1.4rem; }
  .card strong, .card span { display: block; }
  .grid.numbers thead { position: absolute; clip-path: inset(50%); }
  .grid.numbers tr { display: grid; grid-template-columns: 1fr 1fr; border-top: 1px solid var(--line); padding: 0.4rem 0; }
  .grid.numbers th[scope="row"] { grid-column: 1 / -1; }
  .grid.numbers th, .grid.numbers td { border-top: 0; padding: 0.05rem 0; text-align: left; }
  .grid.numbers td::before { content: attr(data-label) ": "; color: var(--soft); }
}
@media (forced-colors: active) {
  .key { forced-color-adjust: none; }
}
@media print {
  :root { --ground: #ffffff; --paper: #ffffff; --sunk: #eef0f4; --line: #c3c8d0; --ink: #000000; --soft: #444b55; --link: #000000; }
  html { color-scheme: light; font-size: 10pt; }
  main, header.page { max-width: none; padding: 0; }
  main > section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 0.6rem 0; margin: 0; }
  main > section.partial { border: 1px solid var(--warn-line); border-left-width: 0.35rem; padding: 0.6rem; }
  * { print-color-adjust: exact; }
  .skip, #filters, dialog, button { display: none !important; }
  .printed { display: block; }
  details::details-content { content-visibility: visible; }
  .row, .remedies > li, .card, tr, .chart { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  a { text-decoration: none; }
}
`;
