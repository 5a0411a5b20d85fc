/** The clock and the switches of one cycle, as the loops over objects ask for them. */
export function cycleOf(now, { combine, bounds, cooldownEnd }) {
  return {
    now,
    firstDecides: combine === "first",
    isAgreement: combine === "agreement",
    clamps: bounds === "clamp",
    coolsAtEnd: cooldownEnd === "exclusive",
  };
}

/** Whether a cooldown that ends at `until` still runs. */
export function isCooling({ now, coolsAtEnd }, until) {
  return coolsAtEnd ? now <= until : now < until;
}
