import { itemAt } from "../../util/item-at.ts";

/** What a choice costs, and what it gives. */
interface Choice {
  /** The less the better. */
  readonly cost: number;
  /** The more the better. */
  readonly level: number;
}

/**
 * The choices that no other beats: cheaper at no lower level, or of a higher level at no higher cost. Of equals all stay.
 *
 * @returns for each choice, whether it is on the front
 */
export function paretoFront(choices: readonly Choice[]): readonly boolean[] {
  const order = choices
    .map((_, at) => at)
    .sort((one, other) => compareChoices(itemAt(choices, one), itemAt(choices, other)));
  const isOnFront = choices.map(() => false);
  let best = Number.NEGATIVE_INFINITY;
  let bestCost = Number.NaN;
  for (const at of order) {
    const { cost, level } = itemAt(choices, at);
    if (level < best || (level === best && cost !== bestCost)) continue;
    best = level;
    bestCost = cost;
    isOnFront[at] = true;
  }
  return isOnFront;
}

/** Cheaper first, of equal cost the higher level first. */
function compareChoices(one: Choice, other: Choice): number {
  return one.cost - other.cost || other.level - one.level;
}
