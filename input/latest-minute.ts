/** In the year 2160; minutes above are rather seconds. */
export const LATEST_MINUTE = 100_000_000;
