/** Instants are milliseconds with a fraction in JavaScript and whole microseconds in the database: each gives back the other. */

export function toMicroseconds(instant: number): number;
export function toMicroseconds(instant: number | null | undefined): number | null;
export function toMicroseconds(instant: number | null | undefined): number | null {
  return instant === null || instant === undefined ? null : Math.round(instant * 1000);
}

export function fromMicroseconds(microseconds: number): number;
export function fromMicroseconds(microseconds: number | null): number | null;
export function fromMicroseconds(microseconds: number | null): number | null {
  return microseconds === null ? null : microseconds / 1000;
}
