import fc from 'fast-check';

/** What property tests draw from unless `FC_SEED` says otherwise, so that whatever fails fails again. */
const USUAL_SEED = 20_261_121;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: seedOf(process.env.FC_SEED) });

/** Returns the seed, or none for one of fast-check's own, which a failure names. @throws Error for anything else. */
function seedOf(given: string | undefined): number | undefined {
  if (given === 'random') {
    return undefined;
  }
  const seed = given === undefined ? USUAL_SEED : Number(given || Number.NaN);
  if (!Number.isSafeInteger(seed)) {
    throw new Error(`FC_SEED is "${given}"; accepted: a whole number, or random`);
  }
  return seed;
}
