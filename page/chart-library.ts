import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** uPlot's code and style, to be put into the page. */
export interface ChartLibrary {
  readonly script: string;
  readonly style: string;
}

const SCRIPT = 'uPlot.iife.min.js';
const STYLE = 'uPlot.min.css';

/**
 * Returns the chart library: the copy beside the bundled command line (`uplot/`), else the one that npm installed in a
 * folder above. It is read when a report is written, so it weighs on no start.
 *
 * @throws Error when there is neither.
 */
export function readChartLibrary(from: string = __dirname): ChartLibrary {
  const directory = candidates(from).find((candidate) => existsSync(path.join(candidate, SCRIPT)));
  if (directory === undefined) {
    throw new Error(`the chart library uplot is not installed in or above ${from}; run npm ci`);
  }
  return {
    script: readFileSync(path.join(directory, SCRIPT), 'utf8'),
    style: readFileSync(path.join(directory, STYLE), 'utf8'),
  };
}

function candidates(from: string): readonly string[] {
  const directories = [path.join(from, 'uplot')];
  for (let folder = from; ; folder = path.dirname(folder)) {
    directories.push(path.join(folder, 'node_modules', 'uplot', 'dist'));
    if (folder === path.dirname(folder)) {
      return directories;
    }
  }
}
