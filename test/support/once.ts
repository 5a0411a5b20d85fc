/** What `make` gives, made when it is first asked for: a test that is not run need not wait for what it does not use. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
