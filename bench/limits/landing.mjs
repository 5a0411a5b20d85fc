/** Where a step leads within the bounds from `least` to `most`; null where they stop it. */
export function landing(from, proposed, step, least, most, { clamps, isAgreement }) {
  if (!clamps) {
    if (proposed < least || proposed > most) return null;
    return isAgreement && !isMove(from, proposed, step) ? null : proposed;
  }
  const floor = Math.max(0, least);
  const to = Math.min(Math.max(proposed, floor), most);
  return to >= floor && isMove(from, to, step) ? to : null;
}

/** The bound that stops a step which {@link landing} does not let through. */
export function stop(from, proposed, step, least, most, { clamps }) {
  if (!clamps && proposed < least) return { bound: "min", limit: least };
  if (!clamps && proposed > most) return { bound: "max", limit: most };
  return step > 0 && from >= most ? { bound: "max", limit: most } : { bound: "min", limit: Math.max(0, least) };
}

function isMove(from, to, step) {
  return step > 0 ? to > from : step < 0 && to < from;
}
