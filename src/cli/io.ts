/** What the commands need of the outside, so that tests can stand in for it. */
export interface Io {
  /** The text of a file, or of standard input for `-`. Rejects where it cannot be read. */
  readonly read: (path: string) => Promise<string>;
  /** The files that an operand names: itself, those in a folder, or those that match a pattern. */
  readonly find: (operand: string) => Promise<readonly string[]>;
  /** Writes a file. Rejects where it cannot be written. */
  readonly write: (path: string, content: string | Uint8Array) => Promise<void>;
  /** A picture in SVG as PNG. Rejects where the renderer is not installed. */
  readonly render: (svg: string) => Promise<Uint8Array>;
  /** Runs this program once more, in a process of its own, with text for its standard input. Rejects where it fails, with what it says. */
  readonly again: (args: readonly string[], text: string) => Promise<string>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Someone is looking: paint the output. */
  readonly colour: boolean;
  /** Standard input is a keyboard, on which nobody types a snapshot. */
  readonly inputIsTerminal: boolean;
  /** Standard error is a screen, on which progress can be shown. */
  readonly errIsTerminal: boolean;
}

/** How a command ends. The numbers are the process's exit codes. */
export const EXIT = { done: 0, faultyInput: 1, wrongUsage: 2, failed: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
