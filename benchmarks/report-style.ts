/** The look of a report: dark and light, desk and telephone, paper. */
export const reportStyle = `
:root { color-scheme: light dark; --paper: #fbfaf7; --card: #ffffff; --ink: #1c2330; --soft: #596273; --faint: #9aa3b2; --rule: #e2e0d8; --link: #0a5bb5;
  --s0: #8a8f99; --s1: #c05a00; --s2: #0072b2; --s3: #007a5a; --s4: #a03f83; --s5: #9a7400; --s6: #2f8fbf; --s7: #b03030; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161d; --card: #1a2029; --ink: #e9ecf1; --soft: #a7b0bf; --faint: #7b8494; --rule: #2c3440; --link: #7fb8ff;
  --s0: #a3a9b5; --s1: #f0964a; --s2: #5ab4f0; --s3: #3ecf9f; --s4: #dd8ac4; --s5: #e3c24d; --s6: #8fd3f4; --s7: #ff8080; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 32px 20px 80px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 0 0 2px; }
p { margin: 6px 0; max-width: 75ch; }
.soft, caption, th, figcaption { color: var(--soft); }
a { color: var(--link); }
td a { color: inherit; text-decoration: underline dotted var(--faint); text-underline-offset: 3px; }
td a:hover, td a:focus { color: var(--link); }
section, .facts { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 18px 20px; margin: 20px 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 10px 24px; }
.facts div { min-width: 0; overflow-wrap: anywhere; }
.facts dt { color: var(--soft); font-size: 12px; } .facts dd { margin: 0; }
.wide { overflow-x: auto; margin: 12px -4px; padding: 0 4px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 13px; padding-bottom: 4px; }
th { text-align: left; font-weight: 500; font-size: 13px; line-height: 1.3; vertical-align: bottom; }
th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--rule); }
td { white-space: nowrap; }
td.wrap { white-space: normal; min-width: 90px; }
#found td { white-space: normal; } #found td:first-child { min-width: 200px; } #found small { white-space: nowrap; }
.pages { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 2px; font-size: .9rem; }
.contents { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 2px; }
td small { color: var(--soft); display: block; font-size: 12px; }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 8px; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 8px 28px; align-items: start; }
figure { margin: 10px 0 0; } figcaption { font-size: 13px; margin-bottom: 2px; }
svg.plot { width: 100%; max-width: 420px; height: auto; display: block; overflow: visible; }
svg.plot [aria-label$="grid"] { stroke-opacity: 0.14; }
details { border-top: 1px solid var(--rule); padding: 8px 0; } summary { cursor: pointer; }
details table { width: auto; font-size: 13px; } details th, details td { padding: 2px 18px 2px 0; }
h3 { font-size: 16px; margin: 18px 0 2px; }
.maps { display: flex; flex-wrap: wrap; gap: 8px 20px; }
svg.map { display: block; max-width: 100%; height: auto; } svg.map text { font: 7.5px system-ui, sans-serif; fill: var(--soft); } svg.map .group { font-weight: 700; fill: var(--ink); }
.key .line { width: 26px; height: 8px; margin-right: 6px; }
.key i.cell { display: inline-block; width: 14px; height: 10px; margin-right: 5px; }
.answer-0 { fill: color-mix(in srgb, var(--s0) 45%, transparent); background: color-mix(in srgb, var(--s0) 45%, transparent); }
.answer-1 { fill: color-mix(in srgb, var(--s6) 35%, transparent); background: color-mix(in srgb, var(--s6) 35%, transparent); }
.answer-2 { fill: color-mix(in srgb, var(--s5) 55%, transparent); background: color-mix(in srgb, var(--s5) 55%, transparent); }
.wrong { fill: #d01c3a; background: #d01c3a; } svg.map a:hover rect, svg.map a:focus rect { stroke: var(--ink); stroke-width: 1.5; }
.key { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px; }
code { font: 0.92em ui-monospace, monospace; overflow-wrap: anywhere; }
:target { scroll-margin-top: 12px; }
@media (max-width: 520px) { main { padding: 20px 12px 60px; } section, .facts { padding: 14px 12px; } h1 { font-size: 22px; } }
@media print { section { break-inside: avoid; } details { display: none; } }
`;
