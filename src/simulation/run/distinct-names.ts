/** Timelines under different names: the second `a` is `a (2)`, and one with an empty name is `scenario`. */
export function withDistinctNames<Named extends { readonly name: string }>(
  timelines: readonly Named[],
): readonly Named[] {
  const taken = new Set<string>();
  return timelines.map((timeline) => {
    const given = timeline.name.trim() === "" ? "scenario" : timeline.name;
    let name = given;
    for (let nth = 2; taken.has(name); nth += 1) name = `${given} (${nth})`;
    taken.add(name);
    return { ...timeline, name };
  });
}
