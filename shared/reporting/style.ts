/** One sheet for every page and report. No script, no web font, no second accent. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fdfcfa, #15181c);
  --card: light-dark(#ffffff, #1c2026);
  --ink: light-dark(#1d2329, #e7e9ec);
  --quiet: light-dark(#5c6670, #a0a9b3);
  --line: light-dark(#e3e0da, #2f353d);
  --accent: light-dark(#1b5e8c, #7fb8e0);
  --good: light-dark(#2b6e4f, #7fc8a2);
  --watch: light-dark(#8a5a00, #e0b25c);
  --bad: light-dark(#a3312a, #ef9a92);
  --measure: 68rem;
}
* { box-sizing: border-box; }
html { text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main, header > div { max-width: var(--measure); margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
header { border-bottom: 1px solid var(--line); padding-block: .9rem; font-size: .9rem; }
header > div { display: flex; justify-content: space-between; gap: 1rem; }
header b { letter-spacing: .02em; } header a { color: inherit; text-decoration: none; } header a:hover { text-decoration: underline; }
main { padding-block: 2rem 4rem; }
h1 { font-size: clamp(1.5rem, 3.5vw, 2.1rem); line-height: 1.2; margin: 0 0 .4rem; font-weight: 650; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2.4rem 0 .6rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 0 0 .2rem; font-weight: 650; overflow-wrap: anywhere; }
p { margin: .4rem 0; max-width: 44rem; text-wrap: pretty; }
p, li { overflow-wrap: anywhere; }
ul { margin: .4rem 0; padding-left: 1.2rem; max-width: 44rem; }
li { margin: .25rem 0; }
a { color: var(--accent); }
.quiet { color: var(--quiet); }
.lead { font-size: 1.15rem; }
.kicker { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .8rem; max-width: none; margin: 0 0 .6rem; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 99px; padding: .05rem .6rem; font-size: .82rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); } .watch { color: var(--watch); } .bad { color: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem 2rem; margin: 1.5rem 0; padding: 0; }
.facts dt { font-size: .82rem; color: var(--quiet); } .facts dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.facts .long { grid-column: 1 / -1; max-width: 44rem; } .facts .long dd { font-weight: 400; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: .82rem; color: var(--quiet); font-weight: 600; }
th, td { padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
th:last-child, td:last-child { padding-right: 0; }
tbody th { font-size: inherit; font-weight: 400; color: inherit; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.may-wrap { white-space: normal; }
td.drawn { width: 34%; min-width: 7rem; }
.read td { vertical-align: top; } .read td, .read th { overflow-wrap: break-word; } .read .short { white-space: nowrap; } td .tag { margin-right: .4rem; }
caption { text-align: left; font-size: .82rem; color: var(--quiet); padding-bottom: .3rem; }
.scroll { overflow-x: auto; }
svg { display: block; width: 100%; height: auto; }
.key { font-size: .82rem; color: var(--quiet); }
svg text { font: 12px system-ui, sans-serif; fill: var(--quiet); font-variant-numeric: tabular-nums; }
.track { fill: var(--line); } .was { fill: var(--quiet); opacity: .45; } .now { fill: var(--accent); } .gate { stroke: var(--ink); stroke-width: 2; }
.span { stroke: var(--accent); stroke-width: 2; }
.axis { stroke: var(--line); stroke-width: 1; }
.outline-was { fill: var(--quiet); fill-opacity: .22; stroke: var(--quiet); stroke-width: 1; stroke-opacity: .7; }
.outline-now { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
.change { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: .4rem 2.5rem; padding: 1.2rem 0; border-top: 1px solid var(--line); }
.change > div { min-width: 0; }
.curve { max-width: 26rem; }
.sources { margin: .6rem 0; max-width: 52rem; font-size: .9rem; } .sources div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0 1rem; padding: .4rem 0; border-bottom: 1px solid var(--line); } .sources dt { color: var(--quiet); } .sources dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.meaning { display: block; font-size: .82rem; color: var(--quiet); line-height: 1.35; }
.gap { max-width: 26rem; }
.limits { max-width: 44rem; } .limits td { white-space: nowrap; }
.trend { max-width: 20rem; margin: .5rem 0; } .trend .effect { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-linejoin: round; } .trend .limit { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 4 3; } .since { font-size: .9rem; }
.shares { max-width: 26rem; table-layout: fixed; font-size: .9rem; }
.shares th, .shares td { padding: .18rem .8rem .18rem 0; border: 0; line-height: 1.3; } .shares th:last-child, .shares td:last-child { padding-right: 0; } .shares thead th { font-size: .82rem; white-space: nowrap; }
.shares th:first-child { width: 7.5rem; } .shares .n { width: 5.2rem; } .shares .n:last-child { width: 3.6rem; } .shares .pair svg { height: 19px; }
.shares + .key, .shares + .curve, .shares + .shares { margin-top: .8rem; }
.was-key, .now-key { text-decoration: underline 3px; text-underline-offset: .3em; } .was-key { text-decoration-color: color-mix(in srgb, var(--quiet) 45%, transparent); } .now-key { text-decoration-color: var(--accent); }
.moved .thumb { width: 8.5rem; } .small { width: 7rem; } .small .outline-now { stroke-width: 1.5; }
.more > summary { font-size: 1rem; padding: .5rem 0; } .more > .change:first-of-type { margin-top: .6rem; }
.lanes { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .3rem 1rem; max-width: 44rem; margin: .8rem 0; font-size: .82rem; color: var(--quiet); }
.lanes .names, .lanes li { display: grid; grid-auto-rows: 1.5rem; align-items: center; }
.lanes ol { display: flex; list-style: none; margin: 0; padding: 0; background: repeating-linear-gradient(transparent 0 calc(.75rem - 1px), var(--line) calc(.75rem - 1px) .75rem, transparent .75rem 1.5rem); }
.lanes li { flex: 1; margin: 0; justify-items: center; }
.lanes li::before { content: ""; width: .6rem; height: .6rem; border-radius: 50%; background: currentColor; } .lanes li.quiet::before { background: var(--paper); border: 1px solid; }
.lane-1::before { grid-row: 1; } .lane-2::before { grid-row: 2; } .lane-3::before { grid-row: 3; } .lane-4::before { grid-row: 4; } .lane-5::before { grid-row: 5; }
.ends { grid-column: 2; display: flex; justify-content: space-between; gap: 1rem; font-variant-numeric: tabular-nums; } .ends span:last-child { text-align: right; }
.strip { width: 7.5rem; margin: .35rem 0; } .is-good { fill: var(--good); } .is-watch { fill: var(--watch); } .is-bad { fill: var(--bad); } .is-quiet { fill: var(--quiet); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.change .tag { margin-left: .5rem; vertical-align: .1em; }
details { margin: .6rem 0; font-size: .9rem; }
summary { cursor: pointer; color: var(--accent); width: fit-content; }
.decide { margin-top: 3rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.5rem clamp(1rem, 3vw, 2rem); }
.decide h2 { margin-top: 0; }
label { display: block; font-weight: 600; margin-top: 1rem; } label small { font-weight: 400; color: var(--quiet); }
input, textarea { width: 100%; max-width: 32rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: .35rem; padding: .55rem .7rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: .8rem; margin-top: 1.4rem; }
button { font: inherit; font-weight: 600; border-radius: .35rem; padding: .6rem 1.3rem; border: 1px solid var(--ink); background: none; color: inherit; cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--card); }
.leave { margin-top: 2.5rem; color: var(--quiet); } .leave button { padding: .25rem .8rem; margin-left: .4rem; font-weight: 400; border-color: var(--quiet); }
code { font: .86em ui-monospace, "SF Mono", Menlo, monospace; overflow-wrap: anywhere; }
@media (max-width: 44rem) {
  .facts { grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; }
  .wide { display: none; }
  th, td { padding-right: .6rem; }
  .change { grid-template-columns: minmax(0, 1fr); }
  .sources div { grid-template-columns: minmax(0, 1fr); }
  .stack thead { display: none; }
  .stack tr { display: grid; grid-template-columns: 1fr auto auto; align-items: baseline; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .stack th, .stack td { border: 0; padding-block: .1rem; }
  .pairs thead { display: none; }
  .pairs tr { display: grid; grid-template-columns: 1fr auto; align-items: baseline; gap: 0 .8rem; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  .pairs th, .pairs td { border: 0; padding: .1rem 0; } .pairs .drawn { grid-area: 2 / 1 / 3 / 3; width: auto; padding: .3rem 0; } .pairs .said { grid-area: 1 / 2; justify-self: end; } .pairs .said .tag { margin: 0; }
  .pairs td[data-is] { text-align: left; } .pairs td[data-is]::before { content: attr(data-is) " "; color: var(--quiet); font-size: .82rem; } .pairs td:last-child[data-is], .pairs td[data-is] + td[data-is] { text-align: right; }
  .rows thead { display: none; }
  .rows tr { display: block; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  .rows td, .rows td.n { display: block; border: 0; padding: .1rem 0; text-align: left; } .rows td.n::before { content: "no. "; } .rows td:empty { display: none; } .rows .short { white-space: normal; } .rows td.in { display: inline; padding-right: .7rem; }
  .rows td[data-is]::before { content: attr(data-is) " "; color: var(--quiet); font-size: .82rem; }
  .stack .drawn { grid-column: 1 / -1; order: 1; width: auto; padding: .3rem 0 0; }
}
@media print { header, .decide, summary { display: none; } .change, tr { break-inside: avoid; } }
`.trim();
