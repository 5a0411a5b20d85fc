/**
 * Instants are milliseconds with a fraction in JavaScript and whole microseconds in the database: each gives back the other.
 */

/** @param {number | null | undefined} instant */
export function toMicroseconds(instant) {
  return instant === null || instant === undefined ? null : Math.round(instant * 1000);
}

/** @param {number | null} microseconds */
export function fromMicroseconds(microseconds) {
  return microseconds === null ? null : microseconds / 1000;
}
