/** The ends of the integers of 32 bits, which databases keep and over which sums stay exact. */
export const MOST_INT32 = 2_147_483_647;
export const LEAST_INT32 = -MOST_INT32 - 1;
