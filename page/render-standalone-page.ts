import type { ChartLibrary } from './chart-library';
import { escapeHtml, scriptJson } from './html';
import { PAGE_STYLE } from './page-style';

/** What a page is made of. */
export interface StandalonePage {
  readonly title: string;
  readonly library: ChartLibrary;
  /** HTML of the page's main part. */
  readonly main: string;
  /** What the script finds as JSON in the element `data`. */
  readonly data: unknown;
  /** Runs in the reader's browser once the chart library is there. */
  readonly script: string;
}

/** Returns one HTML page that asks for nothing else: style, charts and data are in it. */
export function renderStandalonePage({ title, library, main, data, script }: StandalonePage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title>
<style>${library.style}</style>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${main}
</main>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${library.script}</script>
<script>${script}</script>
</body>
</html>
`;
}
