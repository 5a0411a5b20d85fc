/** The value of YAML, and with it of JSON. The parser is loaded only where it is needed. @throws what the parser throws */
export async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  return parse(text, { merge: true, logLevel: "error" });
}

/** The first line of what a parser says of a text. */
export function firstLineOf(message: string): string {
  return message.replace(/:?\n.*/s, "");
}
