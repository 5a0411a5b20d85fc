/** How many steps, or cycles with clocks, may still be gone through. */
export interface Budget {
  left: number;
}

/** A cycle with its clocks takes about as long as so many moves between counts where all is at rest. */
const STEPS_A_CYCLE = 10;

/** So many cycles as take about as long as `maxSteps` moves at rest. */
export function budgetOf({ maxSteps }: { readonly maxSteps: number }): Budget {
  return { left: maxSteps / STEPS_A_CYCLE };
}
