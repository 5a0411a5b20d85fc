import type { Io } from "./io.ts";

const WIDTH = 30;

/** A bar on a terminal's standard error for work of many steps; silent elsewhere. It is wiped out when all is done. */
export function progressBar(label: string, { err, errIsTerminal }: Pick<Io, "err" | "errIsTerminal">) {
  let drawn = -1;
  return (done: number, total: number): void => {
    if (!errIsTerminal) return;
    const filled = Math.floor((WIDTH * done) / total);
    if (filled !== drawn) err(`\r${label} [${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${done}/${total}`);
    drawn = filled;
    if (done === total) err("\r\u001b[K");
  };
}
