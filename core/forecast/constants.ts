/**
 * The free constants of the forecast, one set for every start-up time. Where each comes from is told in ADR 19.
 */

export const HOUR_MINUTES = 60;
export const DAY_MINUTES = 1440;
export const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Half-life of the level that a forecast starts from. */
export const LEVEL_HALF_LIFE_MINUTES = 3;

/** Share of the week's mean below which errors are not measured by a smaller level: load comes back after a lull. */
export const LONG_SHARE = 0.3;

/** After so long an example counts 1/e: a day, so that a day's rhythm is seen once and yesterday still counts. */
export const MEMORY_MINUTES = DAY_MINUTES;

/** Errors above this share of the level are taken for it, and none is expected: one outage or slip of a metric must not widen a whole day. */
export const MOST_ERROR = 0.6;

/** With which power of their size errors become fewer: 1.6 % are beyond 5 times what was expected, up or down, 0.14 % beyond 10 times. */
export const TAIL_POWER = 6;

/** From so many expected errors on an error is an event: no trend, and on days before what may come again. */
export const OUTLIER_ERRORS = 6;

/** Half-life of what is remembered of losses, expected and real. */
export const RISK_MEMORY_MINUTES = 2 * WEEK_MINUTES;

/** What may be lost in so long is believed to be the first loss, before any was seen. */
export const FIRST_LOSS_MINUTES = DAY_MINUTES / 2;

/** A risk is steered to this share of what was set: what is left over is for the event that comes at the end. */
export const AIM = 0.8;

/** An order is placed once its last unit is so many times as likely to be used as one that is kept: a smaller lack is noise. */
export const ORDER_BAND = 4;

/** A change is by at least so many expected absolute errors: less is noise. */
export const LEAST_STEP = 1.5;

/** A scale-in waits until what is too much has wasted so many minutes of the mean demand. */
export const WASTE_MINUTES = 1;

/** No order is for more than so many times the peak. */
export const MOST_OF_PEAK = 1.5;
