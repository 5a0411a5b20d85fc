/** Copies text, and says whether that was allowed: pages that came by plain HTTP may not. */
export async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
