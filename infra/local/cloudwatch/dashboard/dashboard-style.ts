/** What the charts need beside the sheet of all pages. */
export const dashboardStyle = `
main, header > div { max-width: 82rem; } time { white-space: nowrap; }
nav.ranges { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 1rem 0 .5rem; font-size: .9rem; }
nav.ranges [aria-current] { color: var(--ink); font-weight: 650; text-decoration: none; }
.board { display: grid; grid-template-columns: repeat(24, minmax(0, 1fr)); gap: 1.4rem 1.2rem; margin-top: 1.2rem; }
.board > section { border-top: 1px solid var(--line); padding-top: .6rem; min-width: 0; }
.board h2, .board h3, .board h4 { margin: 0 0 .4rem; font-size: 1rem; } .board section.text > :first-child { margin-top: 0; }
.board section.text { border-top: 0; padding-top: 0; }
.board section.text h2 { font-size: 1.2rem; }
.board ul { margin: .4rem 0; padding-left: 1.2rem; }
.plot { display: grid; grid-template-columns: auto minmax(0, 1fr); grid-template-rows: var(--height) 1.3rem; column-gap: .5rem; padding-top: .5rem; }
.plot.two { grid-template-columns: auto minmax(0, 1fr) auto; }
.plot svg { width: 100%; height: 100%; min-width: 0; overflow: visible; }
.ys { position: relative; min-width: 3.4rem; font-size: .75rem; color: var(--quiet); font-variant-numeric: tabular-nums; }
.ys span { position: absolute; right: 0; transform: translateY(-50%); white-space: nowrap; } .ys.right span { right: auto; left: 0; }
.xs { grid-column: 2; position: relative; font-size: .75rem; color: var(--quiet); font-variant-numeric: tabular-nums; }
.xs span { position: absolute; top: .3rem; transform: translateX(-50%); white-space: nowrap; }
.axes { display: flex; justify-content: space-between; max-width: none; margin: 0; }
.grid, .moment, .limit, .line { fill: none; vector-effect: non-scaling-stroke; }
.grid { stroke: var(--line); stroke-width: 1; } .moment { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 2 3; }
.limit { stroke: var(--ink); stroke-width: 1.5; }
.line { stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }
.line.first { stroke: var(--accent); } .line.second { stroke: var(--quiet); }
.line.good { stroke: var(--good); } .line.watch { stroke: var(--watch); } .line.bad { stroke: var(--bad); }
.dash1 { stroke-dasharray: 6 5; } .dash2 { stroke-dasharray: 1 5; }
.line.dots { stroke-width: 7; stroke-dasharray: none; }
.board ul.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; padding: 0; margin: .5rem 0 0; font-size: .82rem; color: var(--quiet); }
.legend b { color: var(--ink); font-variant-numeric: tabular-nums; } .swatch { display: inline-block; width: 1.5rem; min-width: 0; height: .4rem; margin-right: .4rem; vertical-align: middle; }
.values { display: flex; flex-wrap: wrap; gap: .6rem 2.2rem; margin: .3rem 0; } .values dt { font-size: .82rem; color: var(--quiet); }
.values dt.alone { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.values dd { margin: 0; font-size: 1.7rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; } .values dd.none { font-size: 1rem; font-weight: 400; color: var(--quiet); padding: .4rem 0; }
.board ul.alarms { list-style: none; padding: 0; margin: .3rem 0; } ul.alarms li { padding: .3rem 0; } ul.alarms .tag { margin-right: .5rem; }
pre { overflow-x: auto; white-space: pre-wrap; font: .82rem/1.5 ui-monospace, Menlo, monospace; margin: .4rem 0; }
@media (max-width: 44rem) { .board { display: block; } .board > section { margin-bottom: 1.6rem; } }
`;
