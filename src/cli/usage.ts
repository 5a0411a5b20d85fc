/** What `--help` prints. */
export const HELP = `autoscaling-rules: decides how many replicas each model-serving endpoint should have

Usage
  autoscaling-rules evaluate [FILE|-] [--semantics NAME] [--json] [--explain]
  autoscaling-rules schema NAME
  autoscaling-rules --help | --version

evaluate
  Reads a snapshot, from FILE or standard input, and prints what to do about every endpoint and why. The snapshot is in
  this library's wire form (autoscaling-rules schema snapshot) or is Backend.AI's rows and live stats; it can tell.

  --semantics NAME  whose answers: backend-ai-25, backend-ai-26 or recommended
                    (default: the profile of Backend.AI's rows; else backend-ai-25)
  --explain         a sentence for every rule: its figures, and what it would take for it to trigger
  --json            JSON for programs, in place of the table

schema
  Prints JSON Schema. NAME is one of: snapshot, rule, rule-input, rule-patch, evaluation

Exit codes
  0  evaluated      1  the input has faults, all of which were printed      2  wrong usage
  3  the output could not be written, or this program failed

Colour is for terminals alone, and never where NO_COLOR is set.
`;
