/**
 * The sheet of the local cloud's own pages: mail, identities, dashboards. It is not Slipway's: the local cloud stands in for
 * AWS and knows nothing of what runs on it, so it has its own, with no more in it than those pages need.
 */
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
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main, header > div { max-width: var(--measure); margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
header { border-bottom: 1px solid var(--line); padding-block: .9rem; font-size: .9rem; }
header > div { display: flex; justify-content: space-between; gap: 1rem; }
header b { letter-spacing: .02em; } time { white-space: nowrap; }
main { padding-block: 2rem 4rem; }
h1 { font-size: clamp(1.4rem, 3vw, 1.8rem); line-height: 1.2; margin: 0 0 .4rem; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.05rem; margin: 2.4rem 0 .6rem; font-weight: 650; }
p { margin: .4rem 0; max-width: 44rem; }
.quiet { color: var(--quiet); }
.lead { font-size: 1.15rem; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 99px; padding: .05rem .6rem; font-size: .82rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); } .watch { color: var(--watch); } .bad { color: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem 2rem; margin: 1.5rem 0; padding: 0; }
.facts dt { font-size: .82rem; color: var(--quiet); } .facts dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: .82rem; color: var(--quiet); font-weight: 600; }
th, td { padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
svg { display: block; width: 100%; min-width: 7rem; height: auto; }
.key { font-size: .82rem; color: var(--quiet); }
label { display: block; font-weight: 600; margin-top: 1rem; }
input { width: 100%; max-width: 32rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: .35rem; padding: .55rem .7rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: .8rem; margin-top: 1.4rem; }
button { font: inherit; font-weight: 600; border-radius: .35rem; padding: .6rem 1.3rem; border: 1px solid var(--ink); background: none; color: inherit; cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--card); }
a { color: var(--accent); }
code { font: .86em ui-monospace, "SF Mono", Menlo, monospace; overflow-wrap: anywhere; }
.people { list-style: none; padding: 0; margin: 1.5rem 0; max-width: 44rem; border-top: 1px solid var(--line); }
.people li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .6rem 1.5rem; padding: .9rem 0; border-bottom: 1px solid var(--line); }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 2rem; }
.beside > section { min-width: 0; }
iframe.mail { width: 100%; height: 70vh; border: 1px solid var(--line); border-radius: .35rem; background: #fff; color-scheme: light; }
pre.mail { margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--card); font: .9rem/1.5 ui-monospace, "SF Mono", Menlo, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
td { overflow-wrap: anywhere; } .rows td { overflow-wrap: break-word; }
td .tag { margin-right: .3rem; }
details.run summary { cursor: pointer; color: var(--accent); }
@media (max-width: 44rem) {
  th, td { padding-right: .6rem; }
  .rows thead { display: none; }
  .rows tr { display: flex; flex-direction: column; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .rows td { border: 0; padding: .1rem 0; }
  .rows .first { order: -1; }
}
@media print { header { display: none; } }
`;
