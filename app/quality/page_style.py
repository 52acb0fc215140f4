"""How a written report looks: light and dark as the reader's system, and light on paper."""

STYLE = """
:root { color-scheme: light dark; --bg: #eef0f4; --panel: #fbfcfd; --line: #dde2ea;
  --text: #151a23; --dim: #556070; --ok: #067647; --bad: #b42318; --accent: #b45f06; }
@media (prefers-color-scheme: dark) { :root { --bg: #0e1116; --panel: #151920; --line: #262d38;
  --text: #e7eaf0; --dim: #98a2b3; --ok: #3ccb7f; --bad: #f97066; --accent: #ffb020; } }
body { margin: 0; background: var(--bg); color: var(--text);
  font: 13px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1040px; margin: 0 auto; padding: 24px; }
h1 { font-size: 22px; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 0 0 12px; }
section { background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
  padding: 16px; margin-top: 16px; overflow-x: auto; }
.dim { color: var(--dim); }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; margin-top: 16px; }
.tile { background: var(--panel); border: 1px solid var(--line);
  border-radius: 8px; padding: 12px; }
.tile span { display: block; color: var(--dim); font-size: 12px; }
.tile b { font-size: 20px; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; color: var(--dim); font-weight: 500; }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
tr:last-child td { border-bottom: 0; }
.number { white-space: nowrap; }
.pairs { columns: 3 200px; column-gap: 32px; }
.pairs div { display: flex; justify-content: space-between; padding: 4px 0;
  border-bottom: 1px solid var(--line); break-inside: avoid; }
.pairs span { color: var(--dim); }
figure { margin: 16px 0 0; }
svg text { fill: var(--text); font-size: 12px; }
.right { fill: var(--ok); }
.wrong { fill: var(--bad); }
.rail { fill: var(--line); }
.full { fill: var(--accent); }
dl { margin: 0; }
dt { color: var(--text); }
dd { margin: 0 0 8px; }
@media print { :root { color-scheme: light; --bg: #fff; --panel: #fff; --line: #dde2ea;
  --text: #151a23; --dim: #556070; --ok: #067647; --bad: #b42318; --accent: #b45f06; }
  section { break-inside: auto; } tr { break-inside: avoid; } }
"""
