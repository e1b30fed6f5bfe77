'use strict';
// Time of synthesizing the blueprint as cdk.json does, with prebuilt bundles, without and with CDK's template validation.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { inTurns, median, nodeMilliseconds } = require('./measure');

const ROUNDS = 7;
const LIMITS = { 'validation off': 600, 'validation on': 2200 };

exports.run = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'elastic-fleet-synth-'));
  try {
    const [, ...app] = require('../cdk.json').app.split(' ');
    const synth = (validation) => () =>
      nodeMilliseconds(app, { CDK_OUTDIR: folder, CDK_VALIDATION: String(validation) });
    const results = inTurns(ROUNDS, { 'validation off': synth(false), 'validation on': synth(true) });
    return report(results);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

function report(results) {
  const missed = [];
  console.log('| synth | median ms | limit ms |\n|---|---|---|');
  for (const [name, limit] of Object.entries(LIMITS)) {
    const milliseconds = median(results[name]);
    console.log(`| ${name} | ${milliseconds.toFixed(0)} | ${limit} |`);
    if (milliseconds > limit) {
      missed.push(`synth with ${name} took ${milliseconds.toFixed(0)} ms of ${limit}`);
    }
  }
  return missed;
}
