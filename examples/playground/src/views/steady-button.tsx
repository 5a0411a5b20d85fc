import type { ComponentChildren } from "preact";

interface SteadyProps {
  readonly id?: string;
  readonly label?: string;
  readonly isOff: boolean;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** A button that keeps the focus when there is nothing left for it to do: a disabled one would lose it. */
export function SteadyButton({ id, label, isOff, onPress, children }: SteadyProps) {
  return (
    <button
      type="button"
      id={id}
      aria-label={label}
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) onPress();
      }}
    >
      {children}
    </button>
  );
}
