"""The style of the printed book: A4, numbered sheets, no heading without what it heads; plain on a screen."""

STYLE = """
@page { size: A4; margin: 20mm 18mm 22mm 22mm; }
@page { @bottom-center { content: counter(page) " / " counter(pages); } }
html { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, Georgia, serif; }
body { color: #111; font-size: 10.5pt; line-height: 1.6; margin: 0 auto; max-width: 46rem; }
h1 { font-size: 20pt; margin: 24pt 0 12pt; text-align: center; }
h2 { font-size: 14pt; margin: 22pt 0 8pt; text-align: center; break-after: avoid; }
h3 { font-size: 11.5pt; margin: 14pt 0 4pt; break-after: avoid; }
h4 { font-size: 10.5pt; margin: 8pt 0 2pt; break-after: avoid; }
a { color: inherit; text-decoration: none; }
nav { break-after: page; }
nav p { margin: 2pt 0; }
section { break-before: auto; }
article { overflow-wrap: anywhere; }
.values { break-inside: avoid; }
section > .grounds { break-after: avoid; }
article .grounds { break-before: avoid; }
.expression { color: #444; display: block; font-family: monospace; font-size: 8pt; }
.item { margin-left: 1.5em; }
.cover { margin: 2pt 0; text-align: center; }
.grounds { color: #444; font-size: 9pt; margin: 2pt 0; }
.sheet, .values { border-collapse: collapse; width: 100%; }
.sheet > thead th { border-bottom: 0.5pt solid #888; color: #444; font-size: 8.5pt; font-weight: normal; }
.sheet > tbody > tr > td { padding: 0; }
.values th, .values td { border: 0.5pt solid #999; padding: 2pt 6pt; text-align: left; vertical-align: top; }
.values th { background: #f4f4f4; font-weight: normal; width: 38%; }
@media print { body { max-width: none; } }
"""
