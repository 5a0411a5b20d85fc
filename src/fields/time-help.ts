/** How to fix the times of a snapshot that are fields of no record. */
export const TIME_HELP = {
  now: "give the host's clock, as Date.now() does",
  lastTriggered: "leave out a rule that never triggered",
} as const;
