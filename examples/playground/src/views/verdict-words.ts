import type { Report } from "../answers/report.ts";

/** Each verdict as a sign and a word: nobody has to tell colours apart. */
export const VERDICT_WORDS: Readonly<Record<Report["state"], { readonly sign: string; readonly word: string }>> = {
  sound: { sign: "✓", word: "sound" },
  warning: { sign: "!", word: "warning" },
  error: { sign: "✗", word: "error" },
  unread: { sign: "?", word: "incomplete" },
};
