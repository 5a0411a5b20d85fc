import { jsonSchema, SCHEMA_NAMES } from "../schema/json-schema.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { refuse } from "./refuse.ts";

/** `autoscaling-rules schema NAME`. */
export function schemaCommand(operand: string | undefined, io: Io): ExitCode {
  const name = SCHEMA_NAMES.find((each) => each === operand);
  const names = SCHEMA_NAMES.join(", ");
  if (name === undefined) {
    return refuse(
      operand === undefined ? `schema needs a name: ${names}` : `no such schema: ${operand}; there are ${names}`,
      io,
    );
  }
  io.out(`${JSON.stringify(jsonSchema(name), null, 2)}\n`);
  return EXIT.done;
}
