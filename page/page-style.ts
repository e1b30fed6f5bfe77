/** The report's style; follows the reader's light or dark setting. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --ink: #1b2430; --quiet: #667085; --line: #e3e7ec;
  --good: #1a7f4b; --bad: #c2352b; --demand: #2563eb; --ready: #0d9488; --desired: #d97706; --unmet: #dc2626; --move: #7c3aed; }
@media (prefers-color-scheme: dark) { :root { --page: #12161c; --card: #1a2029; --ink: #e6eaf0; --quiet: #93a0b2;
  --line: #2b3441; --good: #4ccb8a; --bad: #ff7b70; --demand: #6ea0ff; --ready: #2dd4bf; --desired: #fbb040;
  --unmet: #ff6b6b; --move: #b794f6; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 60px; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; margin-bottom: 18px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 15px; margin: 0 0 10px; }
.quiet { color: var(--quiet); } .good { color: var(--good); } .bad { color: var(--bad); }
.verdict { font-weight: 650; padding: 2px 10px; border-radius: 99px; border: 1px solid currentColor; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; margin-bottom: 16px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 12px; margin-bottom: 16px; }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
.nowrap { white-space: nowrap; } .figure b { display: block; white-space: nowrap; font-size: 19px; font-weight: 650; font-variant-numeric: tabular-nums; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 16px; }
.columns > * { min-width: 0; } .columns td { overflow-wrap: anywhere; } .columns tr > :first-child { min-width: 9em; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 500; } td.number, th.number { text-align: right; }
.scroll { max-height: 460px; overflow: auto; } .scroll th { position: sticky; top: 0; background: var(--card); }
.tools { display: flex; gap: 14px; margin-bottom: 8px; color: var(--quiet); }
input[type=search] { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line);
  border-radius: 6px; padding: 3px 8px; min-width: 220px; }
.uplot { font: inherit; } .u-legend { text-align: left; font-size: 12px; } .u-legend .u-value { font-variant-numeric: tabular-nums; }
ul { margin: 0; padding-left: 18px; }
`;
