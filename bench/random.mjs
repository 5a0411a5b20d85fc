/** A small generator of numbers in [0, 1) (Park and Miller, 1988). The same seed gives the same numbers. */
export function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A decimal below 100, of 1 to 20 digits. */
export function decimal(random) {
  const digits = Math.floor(random() * 19);
  const tail = Array.from({ length: digits }, () => Math.floor(random() * 10)).join("");
  return `${Math.floor(random() * 100)}${tail === "" ? "" : `.${tail}`}`;
}
