'use strict';
// What plan-command.js is compared with: the same planner, and files that are read as a whole. Arguments: fleet, shards.
const fs = require('node:fs');
const path = require('node:path');

const { planMoves } = require(path.join(__dirname, '..', '..', 'dist', 'core', 'planner', 'plan-moves.js'));

const [fleet, lines] = process.argv.slice(2).map((file) => fs.readFileSync(file, 'utf8'));
const shards = lines
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));
process.stdout.write(JSON.stringify(planMoves({ ...JSON.parse(fleet), shards })));
