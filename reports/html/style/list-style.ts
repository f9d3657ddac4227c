/** The list of findings, its filters, and the drawer. */
export const LIST_STYLE = `
#filters { display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; align-items: end; padding: 0.9rem 1rem; background: var(--sunk); border-radius: 0.45rem; }
#filters[hidden] { display: none; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
legend, .field { color: var(--soft); font-size: 0.8125rem; padding: 0; }
.field { display: flex; flex-direction: column; gap: 0.15rem; }
select, input[type="search"], button {
  font: inherit; font-size: 0.9375rem; color: var(--ink); background: var(--paper); border: 1px solid var(--edge); border-radius: 0.35rem;
  padding: 0.25rem 0.55rem; min-height: 2.1rem; max-width: 100%;
}
select { max-width: 15rem; }
.field.search { flex: 1 1 12rem; }
button { cursor: pointer; }
button:hover { background: var(--sunk); }
.views label, .bands label { display: inline-flex; position: relative; cursor: pointer; }
.views { white-space: nowrap; }
.views span { border: 1px solid var(--edge); padding: 0.25rem 0.7rem; min-height: 2.1rem; background: var(--paper); color: var(--ink); font-size: 0.9375rem; }
.views label:first-of-type span { border-radius: 0.35rem 0 0 0.35rem; border-right: 0; }
.views label:last-of-type span { border-radius: 0 0.35rem 0.35rem 0; }
.views input:checked + span { background: var(--ink); color: var(--paper); }
.views input, .bands input { position: absolute; inset: 0; opacity: 0; margin: 0; width: 100%; height: 100%; cursor: pointer; }
.bands label { margin: 0.25rem 0.3rem 0.2rem 0; }
.bands input + .chip { display: inline-flex; align-items: center; background: var(--paper); color: var(--ink); border: 1px solid var(--edge); min-width: 0; }
.bands input:checked + .chip.critical { background: var(--critical); } .bands input:checked + .chip.high { background: var(--high); }
.bands input:checked + .chip.medium { background: var(--medium); } .bands input:checked + .chip.low { background: var(--low); }
.bands input:checked + .chip.info { background: var(--info); }
.bands input:checked + .chip { color: var(--on-band); border-color: transparent; }
input:focus-visible + span { outline: 2px solid var(--focus); outline-offset: 2px; }
#status { margin: 0.75rem 0; color: var(--soft); min-height: 1.5em; }

.chip { display: inline-block; border-radius: 0.3rem; padding: 0.05rem 0.5rem; font-size: 0.8125rem; font-weight: 600; white-space: nowrap; text-align: center; color: var(--on-band); font-variant-numeric: tabular-nums; }
.chip.critical { background: var(--critical); } .chip.high { background: var(--high); } .chip.medium { background: var(--medium); }
.chip.low { background: var(--low); } .chip.info { background: var(--info); }
.mark { display: inline-block; border: 1px solid var(--edge); border-radius: 0.3rem; padding: 0 0.4rem; font-size: 0.8125rem; white-space: nowrap; }
.mark.new { color: var(--news); border-color: currentColor; font-weight: 600; } .mark.changed { color: var(--low); border-color: currentColor; }
.mark.resolved, .mark.gone { color: var(--pass); border-color: currentColor; } .mark.unread, .mark.unknown { color: var(--unread); border-color: currentColor; }
.mark.present, .mark.cut { color: var(--critical); border-color: currentColor; font-weight: 600; }
.verdict { color: var(--soft); font-size: 0.8125rem; }
.verdict::first-letter { text-transform: uppercase; }
.group { border-top: 1px solid var(--line); padding: 0.9rem 0 0.4rem; }
.group > .note { margin: 0 0 0.3rem; color: var(--soft); font-size: 0.8125rem; }
.row { display: grid; grid-template-columns: 6.2rem 1fr auto; gap: 0.25rem 1rem; align-items: start; padding: 0.5rem 0.5rem; position: relative; border-radius: 0.35rem; }
.row:hover { background: var(--sunk); }
.row .chip { min-width: 6rem; }
.row .open { font-weight: 600; color: var(--ink); text-decoration-color: var(--edge); }
.row .open::after { content: ""; position: absolute; inset: 0; }
.row .open:focus-visible { outline: none; }
.row:has(.open:focus-visible) { outline: 2px solid var(--focus); outline-offset: -1px; }
.row .text { min-width: 0; }
.row .place, .row .text code { color: var(--soft); font-size: 0.8125rem; }
.row .text p { max-width: 80ch; font-size: 0.9rem; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.row .text p.accepted, dialog .accepted { border-left: 3px solid var(--edge); padding-left: 0.6rem; margin-top: 0.25rem; color: var(--soft); }
.row .marks { display: flex; flex-direction: column; align-items: end; gap: 0.2rem; max-width: 11rem; text-align: right; }
.row .mark { white-space: normal; }
.matching, .printed, .left-out { color: var(--soft); font-size: 0.875rem; margin: 0.25rem 0 0.5rem; }
.matching:empty, .printed:empty { margin: 0; }
.more { margin: 0.4rem 0 0.4rem 0.5rem; }

dialog {
  margin: 0 0 0 auto; width: min(46rem, 100%); max-width: none; height: 100%; max-height: none; border: 0; border-left: 1px solid var(--line);
  background: var(--paper); color: var(--ink); padding: 0 1.5rem 2rem; overflow-y: auto; overscroll-behavior: contain; overflow-wrap: anywhere;
}
dialog::backdrop { background: rgb(10 14 20 / 45%); }
.bar { position: sticky; top: 0; display: flex; gap: 0.5rem; justify-content: end; background: var(--paper); padding: 0.75rem 0; border-bottom: 1px solid var(--line); z-index: 1; }
.bar .share { margin-left: auto; }
dialog header { padding: 1rem 0 0.25rem; }
dialog header > * + * { margin-top: 0.45rem; }
dialog .marks { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
dialog section { padding: 1.1rem 0 0; }
dialog section > h3 { margin-bottom: 0.4rem; }
dialog section > * + * { margin-top: 0.5rem; }
.message { font-size: 1.0313rem; }
.where .place { color: var(--soft); }
.kind { color: var(--soft); font-size: 0.8125rem; }
.steps { list-style: decimal; padding-left: 1.4rem; }
.code { display: flex; align-items: start; gap: 0.5rem; background: var(--code); border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.5rem 0.5rem 0.5rem 0.75rem; }
.code pre { flex: 1; min-width: 0; margin: 0.2rem 0 0; white-space: pre-wrap; line-break: anywhere; font-size: 0.8438rem; }
.code code { font-size: inherit; }
.copy { flex: none; font-size: 0.8125rem; min-height: 1.8rem; padding: 0.1rem 0.6rem; min-width: 4.6rem; }
.pairs { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 0.9rem; font-size: 0.875rem; }
.pairs dt { color: var(--soft); }
.pairs dd { min-width: 0; }
.timeline > li { border-left: 2px solid var(--line); padding: 0 0 0.9rem 1rem; position: relative; }
.timeline > li::before { content: ""; position: absolute; left: -0.38rem; top: 0.45rem; width: 0.65rem; height: 0.65rem; border-radius: 50%; background: var(--link); }
.timeline time { font-weight: 600; font-variant-numeric: tabular-nums; }
.states li { padding: 0.15rem 0; font-size: 0.875rem; }
.ledger { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
.ledger th, .ledger td { text-align: left; vertical-align: top; padding: 0.3rem 0.75rem 0.3rem 0; border-top: 1px solid var(--line); font-weight: 450; }
.ledger thead th { border-top: 0; white-space: nowrap; color: var(--soft); }
.ledger .number { text-align: right; width: 1%; }
.ledger tbody th { white-space: nowrap; }
.ledger tfoot td, .ledger tfoot th { border-top: 2px solid var(--edge); font-weight: 650; }
.path { margin: 0.25rem 0; }
.node { border: 1px solid var(--edge); border-radius: 0.4rem; padding: 0.4rem 0.75rem; background: var(--sunk); }
.node .kind { display: block; line-height: 1.2; }
.node.end { border-color: var(--critical); border-width: 2px; }
.step { display: flex; gap: 0.75rem; padding: 0.15rem 0 0.15rem 0.9rem; }
.step > div { padding: 0.35rem 0; font-size: 0.875rem; min-width: 0; }
.step .mark { margin-left: 0.4rem; }
.right { font-weight: 600; }
.arrow { flex: none; width: 1rem; min-height: 2.5rem; align-self: stretch; height: auto; }
.arrow path { fill: none; stroke: var(--edge); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.step.cut .arrow path { stroke: var(--critical); }
.step.cut .arrow path.shaft { stroke-dasharray: 4 4; }

@media (max-width: 40rem) {
  #filters { padding: 0.75rem; }
  .row { grid-template-columns: 1fr auto; padding: 0.6rem 0; }
  .row .chip { min-width: 0; justify-self: start; grid-row: 1; grid-column: 1; }
  .row .marks { grid-row: 1; grid-column: 2; flex-direction: row; flex-wrap: wrap; justify-content: end; align-items: center; }
  .row .text { grid-column: 1 / -1; }
  .row .place { display: block; }
  dialog { padding: 0 0.9rem 1.5rem; border-left: 0; }
  .pairs { grid-template-columns: 1fr; }
  .pairs dd { padding-bottom: 0.3rem; }
  .ledger thead { position: absolute; clip-path: inset(50%); }
  .ledger tr { display: grid; grid-template-columns: 3rem 1fr; border-top: 1px solid var(--line); padding: 0.3rem 0; }
  .ledger td, .ledger th, .ledger tfoot td, .ledger tfoot th { border: 0; padding: 0 0.5rem 0 0; }
  .ledger td:last-child { grid-column: 2; color: var(--soft); }
  .field, .field.search { flex: 1 1 100%; }
  select { max-width: none; width: 100%; }
}
@media (forced-colors: active) {
  /* The system's colors would make what is chosen look like what is not. */
  .views input:checked + span, .bands input:checked + .chip { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: Highlight; }
}
@media print {
  .row { padding: 0.3rem 0; grid-template-columns: 6.2rem 1fr auto; }
  .row .text p { -webkit-line-clamp: none; display: block; max-width: none; }
}
`;
