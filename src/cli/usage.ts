/** What `--help` prints. */
export const HELP = `autoscaling-rules: decides how many replicas each model-serving endpoint should have

Usage
  autoscaling-rules evaluate [FILE|-] [--semantics NAME] [--json] [--explain]
  autoscaling-rules verify [FILE|-] [--semantics NAME] [--load METRIC] [--cycle-seconds N] [--startup-seconds N]
                           [--strict] [--json]
  autoscaling-rules simulate [SCENARIO.yaml|-] [--trace FILE.csv] [--chart OUT] [--log OUT.jsonl] [--json]
  autoscaling-rules schema NAME
  autoscaling-rules --help | --version

evaluate
  Reads a snapshot, from FILE or standard input, and prints what to do about every endpoint and why. The snapshot is in
  this library's wire form (autoscaling-rules schema snapshot) or is Backend.AI's rows and live stats; it can tell.

  --semantics NAME  whose answers: backend-ai-25, backend-ai-26 or recommended
                    (default: the profile of Backend.AI's rows; else backend-ai-25)
  --explain         a sentence for every rule: its figures, and what it would take for it to trigger
  --json            JSON for programs, in place of the table

verify
  Reads rules, from FILE or standard input, and proves each endpoint's rules sound, or shows the readings and the load that
  break them. The rules are a list, a rule set (autoscaling-rules schema rule-set), a snapshot, or Backend.AI's rows.

  --load METRIC         the metric that is a load shared by the replicas (default: each that rules scale out and in by)
  --cycle-seconds N     seconds from cycle to cycle: also run held readings against the cooldowns
  --startup-seconds N   seconds until a new replica serves: also check the cooldowns against that
  --strict              warnings count as errors
  --semantics, --json   as for evaluate; a rule set can name its own semantics

simulate
  Runs the rules of a scenario, YAML or JSON, over traffic and a model of the service, and prints what came of it. With
  variants in the scenario it compares them, with a sweep it prints the Pareto front, with recommend it searches.
  Its trace is bins as they stand, or { file: FILE.csv } with from, to, speed, scale and stretchOver, or { generate: NAME },
  seconds and the generator's figures: constant (rate), step (from, to, at), ramp (from, to), diurnal (low, high),
  bursts (base, burst, everySeconds, burstSeconds).

  --trace FILE.csv  other traffic than the scenario's: lines of t,requests and perhaps input_tokens,output_tokens
  --chart OUT       a picture: .svg (where vega and vega-lite are installed), .png (@resvg/resvg-js too),
                    or .json, a Vega-Lite specification
  --log OUT.jsonl   every cycle as it was seen and decided, one a line
  --json            JSON for programs, in place of the table

schema
  Prints JSON Schema. NAME is one of: snapshot, rule, rule-input, rule-patch, rule-set, evaluation

Exit codes
  0  evaluated, or the rules are sound
  1  the input has faults, or the rules have (findings of severity error); all of them were printed
  2  wrong usage
  3  the output could not be written, or this program failed

Colour is for terminals alone, and never where NO_COLOR is set.
`;
