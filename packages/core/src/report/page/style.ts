/** The page's one style sheet: light and dark by the reader's own setting, narrow screens and paper. */
export const style = `
:root{--bg:#fff;--fg:#1f2328;--mut:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--now:#0550ae;--was:#8a5a00;--bad:#b3261e;--ok:#116329;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#f0f6fc;--mut:#9198a1;--line:#3d444d;--soft:#151b23;--now:#79c0ff;--was:#e3b341;--bad:#ff8a80;--ok:#7ee787}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
main{max-width:1040px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:26px;line-height:1.25;margin:0 0 6px;overflow-wrap:anywhere}
h3{font-size:15px;margin:22px 0 4px}h2{font-size:18px;margin:36px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--line)}
p{margin:6px 0;max-width:75ch;overflow-wrap:anywhere}.lead{font-size:17px}.mut,.note,figcaption span{color:var(--mut)}
code{font:13px ui-monospace,Menlo,Consolas,monospace;background:var(--soft);padding:1px 5px;border-radius:4px;overflow-wrap:break-word}h1 code{font-size:.85em}.lead code{font-size:.9em}
nav{display:flex;gap:4px 16px;flex-wrap:wrap;margin:14px 0 0;font-size:14px}a{color:var(--now)}
aside{border-left:4px solid var(--was);padding:2px 12px;margin:12px 0;background:var(--soft)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 10px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
th{font-weight:600;color:var(--mut);font-size:13px}.r{text-align:right;white-space:nowrap;overflow-wrap:normal}td small{display:block;color:var(--mut);font-size:13px;white-space:nowrap}
.values{max-width:680px}.better{color:var(--ok);font-weight:600}.worse{color:var(--bad);font-weight:600}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:24px 28px}.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:24px 40px}
figure{margin:0;max-width:430px}figcaption{font-size:14px;margin-bottom:4px}svg{width:100%;height:auto;display:block}
svg text{fill:var(--mut);font:11px system-ui,"Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}svg .ax{font-size:12px}svg .lab{fill:var(--fg);font-size:12px}svg .big{fill:var(--fg);font-size:17px;font-weight:600}
svg .tb{fill:var(--ok)}svg .tw{fill:var(--bad)}
.g{stroke:var(--line)}.diag{stroke:var(--mut);stroke-dasharray:3 4}.zero{stroke:var(--mut)}.lim{stroke:var(--bad);stroke-dasharray:4 3;stroke-width:1.5}.tol{fill:var(--bad);fill-opacity:.08}
.now{fill:none;stroke:var(--now);stroke-width:2.2}.was{fill:none;stroke:var(--was);stroke-width:2;stroke-dasharray:6 4}.fnow{fill:var(--now);fill-opacity:.12}
.dotn{fill:var(--now)}.here{fill:var(--now);stroke:var(--bg);stroke-width:2}.dotw{fill:none;stroke:var(--was);stroke-width:2}.err{stroke:var(--now);stroke-opacity:.5;stroke-width:2}.cnt{fill:var(--mut);fill-opacity:.25}
.ci{stroke:var(--mut);stroke-width:2}.ci.b{stroke:var(--ok)}.ci.w{stroke:var(--bad)}.pt{fill:var(--mut)}.pt.b{fill:var(--ok)}.pt.w{fill:var(--bad)}
.fill{fill:var(--now);fill-opacity:.55}.key i.f{height:11px;border:0;background:var(--now);opacity:.55}pre{background:var(--soft);padding:10px 12px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.45 ui-monospace,Menlo,Consolas,monospace}h4{font-size:14px;margin:20px 0 4px}.diff,.drift{max-width:820px}
.flag{fill:var(--bg);stroke:var(--bad);stroke-width:2.2}.miss{stroke:var(--mut);stroke-width:3}.key i.l{border-top:2px dashed var(--bad)}.key i.t{height:11px;border:0;background:var(--bad);opacity:.14}.key i.o{width:11px;height:11px;border:2.2px solid var(--bad);border-radius:50%}
.cell{fill:var(--now)}.cell.x{fill:var(--was)}
.key{font-size:14px;color:var(--mut);display:flex;gap:4px 18px;flex-wrap:wrap;margin:6px 0 10px}.key i{display:inline-block;width:26px;height:0;border-top:3px solid var(--now);vertical-align:middle;margin-right:6px}.key i.w{border-top:3px dashed var(--was)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:8px 0}dt{color:var(--mut)}dd{margin:0;overflow-wrap:anywhere}
details{margin:14px 0}summary{cursor:pointer}
@media (min-width:561px){.values th:first-child{width:36%}.values th.r{width:14%}.checks th:first-child{width:30%}.checks th:nth-child(3){width:26%}}
@media (max-width:560px){td small{white-space:normal}main{padding:16px 14px 40px}h1{font-size:21px}.lead{font-size:16px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:6px}th,td{padding:6px 5px}.grid,.two{grid-template-columns:minmax(0,1fr)}
.drift tr{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));border-bottom:1px solid var(--line)}.checks tr{display:grid;grid-template-columns:minmax(0,1.1fr) minmax(0,1fr) minmax(0,1fr);border-bottom:1px solid var(--line)}.checks td,.checks th,.drift td,.drift th{border:0}td.by:empty{display:none}.checks td.by,.drift td.by{grid-column:1/-1;padding-top:0;font-size:13px}.checks th.by,.drift th.by{display:none}}
@media print{body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}h2{margin-top:20px}th,td{padding:4px 8px}.grid,.two{grid-template-columns:1fr 1fr;gap:12px 28px}.grid figure{max-width:280px}h2,h3,.key,.note{break-after:avoid}figure,tr{break-inside:avoid}details>*{display:block}}
`.trim();
