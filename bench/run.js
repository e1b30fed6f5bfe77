'use strict';
// npm run bench            all of them
// npm run bench -- synth   those named
const BENCHES = [
  'bundles',
  'synth',
  'hydration',
  'agent',
  'hand-over',
  'scaling',
  'scaling-held-out',
  'tune',
  'scaling-engine',
  'rebalance',
  'placement',
  'plan',
  'plan-command',
];

async function main(names) {
  const unknown = names.filter((name) => !BENCHES.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no bench '${unknown.join("', '")}'. Known: ${BENCHES.join(', ')}.`);
  }
  for (const name of names.length > 0 ? names : BENCHES) {
    console.log(`\n## ${name}`);
    const missed = await require(`./${name}`).run();
    if (missed.length > 0) {
      console.log(`missed: ${missed.join('; ')}`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
