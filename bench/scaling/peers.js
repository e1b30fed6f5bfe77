'use strict';
// Models of the policies that people use, at targets to be chosen from in hindsight.
const path = require('node:path');

const replays = path.join(__dirname, '..', '..', 'dist', 'scaling-replay');
const { replay } = require(path.join(replays, 'engine/replay.js'));
const { kubernetesHpa } = require(path.join(replays, 'peers/kubernetes-hpa.js'));
const { predictiveScaling } = require(path.join(replays, 'peers/predictive-scaling.js'));
const { stepScaling } = require(path.join(replays, 'peers/step-scaling.js'));
const { targetTracking } = require(path.join(replays, 'peers/target-tracking.js'));

const TARGETS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const PEERS = {
  'target tracking': targetTracking,
  'step scaling': stepScaling,
  HPA: kubernetesHpa,
  'predictive + tracking': predictiveScaling,
};
/** Where nothing is unmet there is still a logarithm. */
const LEAST_UNMET = 1e-6;

/** Returns what a peer came to at each target, from the lowest on. */
function outcomesOf(policy, conditions) {
  return TARGETS.map((target) => replay(conditions, policy(target, conditions.startUpSeconds)));
}

/** Returns a peer's least unit hours that leave at most such a share unmet; nothing where no target does. */
function cheapestOf(outcomes, mostUnmet) {
  const enough = outcomes.filter(({ unmetFraction }) => unmetFraction <= mostUnmet);
  return leastOf(enough.map(({ unitHours }) => unitHours));
}

/** Returns the same between two targets also: hours are read off a line over the logarithm of what is unmet. */
function cheapestBetween(outcomes, mostUnmet) {
  const between = outcomes.slice(1).flatMap((higher, index) => {
    const lower = outcomes[index];
    const isBetween = lower.unmetFraction <= mostUnmet && mostUnmet < higher.unmetFraction;
    return isBetween ? [{ unmetFraction: mostUnmet, unitHours: hoursAt(lower, higher, mostUnmet) }] : [];
  });
  return cheapestOf([...outcomes, ...between], mostUnmet);
}

/** Returns the least of that for several peers. */
function cheapestPeer(outcomesOfPeers, mostUnmet) {
  return leastOf(outcomesOfPeers.map((outcomes) => cheapestBetween(outcomes, mostUnmet)));
}

/** Least of the numbers that are known; nothing where none is. */
function leastOf(numbers) {
  const known = numbers.filter((number) => number !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function hoursAt(lower, higher, unmet) {
  const from = Math.log(Math.max(LEAST_UNMET, lower.unmetFraction));
  const to = Math.log(Math.max(LEAST_UNMET, higher.unmetFraction));
  const at = Math.log(Math.max(LEAST_UNMET, unmet));
  const share = to > from ? (at - from) / (to - from) : 0;
  return lower.unitHours + share * (higher.unitHours - lower.unitHours);
}

module.exports = { PEERS, outcomesOf, cheapestOf, cheapestPeer, leastOf };
