/** The semantics, by the names that rule files have for them. */
export const PRESETS = ["backend-ai-25", "backend-ai-26", "recommended"] as const;
export type Preset = (typeof PRESETS)[number];

/** What each is called, and what sets it apart. */
export const PRESET_WORDS: Readonly<Record<Preset, { readonly title: string; readonly says: string }>> = {
  "backend-ai-25": {
    title: "Backend.AI 25",
    says: "Each rule starts from the count that the rules before it left. A step that leads past a bound is skipped.",
  },
  "backend-ai-26": {
    title: "Backend.AI 26",
    says: "The first rule that triggers decides. A step that leads past a bound is skipped.",
  },
  recommended: {
    title: "Recommended",
    says: "The highest proposal wins, and the count falls only when every metric agrees. A step goes as far as its bound.",
  },
};

export function isPreset(value: unknown): value is Preset {
  return PRESETS.some((preset) => preset === value);
}
