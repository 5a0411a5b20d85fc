const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export type Colour = keyof typeof CODES;

/** Text in a colour, or as it is where nobody is looking. */
export type Paint = (colour: Colour | null, text: string) => string;

export function painter(colour: boolean): Paint {
  return (name, text) => (colour && name !== null ? `\x1b[${CODES[name]}m${text}\x1b[0m` : text);
}
