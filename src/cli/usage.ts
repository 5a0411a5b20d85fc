/** What `--help` prints. */
export const HELP = `autoscaling-rules: decides how many replicas each model-serving endpoint should have

Usage
  autoscaling-rules demo [--chart OUT.svg]
  autoscaling-rules evaluate [FILE|-] [--semantics NAME] [--release R] [--json] [--explain]
  autoscaling-rules verify [FILE|FOLDER|PATTERN|-]… [--format NAME] [--quiet] [--strict] [--accept FILE]
                           [--chart OUT.svg] [--semantics NAME] [--release R] [--endpoint ID] [--load METRIC] [--cycle-seconds N]
                           [--startup-seconds N]
  autoscaling-rules diff OLD NEW [--format NAME] [--semantics NAME] [--release R] [--endpoint ID]
  autoscaling-rules fmt [FILE|FOLDER|PATTERN|-]… [--check]
  autoscaling-rules doctor [DUMP|-] [--release R] [--endpoint ID] [--cycle-seconds N] [--json]
  autoscaling-rules simulate [SCENARIO.yaml|-] [--trace FILE] [--columns C=NAME,…] [--chart OUT] [--csv OUT.csv]
                             [--log OUT.jsonl] [--jobs N | --shard I/N] [--json]
  autoscaling-rules merge PART.json… [--json]
  autoscaling-rules service-curve [FILE|-] [--input-tokens N] [--output-tokens N] [--requests N] [--chart OUT]
                             [--json]
  autoscaling-rules schema NAME
  autoscaling-rules vectors --profile NAME
  autoscaling-rules [COMMAND] --help | --version

demo
  Shows on examples what the library does: decisions, rules that flap with the proof and the repair, a simulated day.

  --chart OUT.svg   the day as a picture

evaluate
  Reads a snapshot (JSON or YAML), from FILE or standard input, and prints what to do about every endpoint and why. The snapshot is in
  this library's wire form (autoscaling-rules schema snapshot), or Backend.AI's rows and live stats.

  --semantics NAME  who decides: backend-ai-25, backend-ai-26 or recommended
                    (default: the profile of Backend.AI's rows; else backend-ai-25)
  --release R       the release of the Backend.AI host, such as 26.8: what a comparator in its rows means depends on it
  --explain         a sentence for every rule: its values, and what it needs to trigger
  --json            JSON for programs, in place of the table

verify
  Reads rules, from files or standard input, and proves each endpoint's rules sound, or shows the readings and the load that
  break them. A folder stands for every .json, .jsonc, .yaml and .yml file in it, and a pattern such as 'rules/**/*.yaml' for
  those that match. A file is JSON, with or without comments, or YAML. It holds a list of rules, a rule set
  (autoscaling-rules schema rule-set), a list of rule sets, a snapshot, or Backend.AI's: the rows of a cycle, an answer of its
  GraphQL, its REST API or its command line, or a dump of its tables. An unknown key is a fault, and so is a file without a rule.

  --format NAME         text, json, sarif (for code scanning) or github (annotations in GitHub Actions)
  --quiet, -q           print only what makes it fail, and the summary
  --accept FILE         findings that may stay: { "accepted": [{ "endpointId", "id", "reason", "date" }] }. With it the text
                        names the id of each finding; { "accepted": [] } is enough for that
  --chart OUT.svg       the rules of one endpoint as a picture: their readings, the loads that flap, a run that shows it
  --load METRIC         the metric that is a load shared by the replicas (default: each metric that scales both out and in)
  --cycle-seconds N     seconds from cycle to cycle: also check readings that last, with the real cooldowns
  --startup-seconds N   seconds until a new replica serves: also check what happens while replicas start
  --strict              warnings count as errors, and so do acceptances of findings that are gone
  --json                short for --format json
  --semantics NAME      who decides: backend-ai-25, backend-ai-26 or recommended (default: what a rule set names, or the release of
                        Backend.AI's rows; else backend-ai-25)
  --release R           the release of the Backend.AI host, such as 26.8: what a comparator in its rows means depends on it
  --endpoint ID         the endpoint of Backend.AI's rules that do not say it, as in some answers about one deployment

diff
  Reads rules before and after a change, each a file, a folder or a pattern as of verify, or - for standard input, and says
  at which counts, readings and loads the two decide differently, with an example of each. Every count and every kind of
  readings is compared, in a cycle in which no cooldown runs; fields that only matter in others are named where they differ.
  What can be read is what NEW and the catalogue of metrics say, else 0 or more; "given that" names what the answer rests on.

  --format NAME         text or json
  --json                short for --format json
  --semantics NAME      who decides: backend-ai-25, backend-ai-26 or recommended (default: as the rules say; else backend-ai-25)
  --release R           the release of the Backend.AI host, such as 26.8, where rules are its rows
  --endpoint ID         the endpoint of Backend.AI's rules that do not say it

fmt
  Writes rules in one form, and prints which files that changed: keys in one order, decimals as short text, JSON with an
  indent of two. Comments stay with what they are about. Rules on standard input go to standard output. Files in another form
  than this library's, such as Backend.AI's, stay as they are.

  --check               change nothing: print which files would change, and end with 1 if there are any

doctor
  Reads a dump of a Backend.AI host, from DUMP or standard input, and says which of its rules do not do what they say, what
  the host does today on each, and the statement that repairs it. The dump is rows of endpoint_auto_scaling_rules in any
  form (JSON, JSON Lines, CSV, what psql shows, what pg_dump writes), or several tables, such as
  prometheus_query_presets and endpoints.

  --release R           the release of the host (default: 26.8)
  --endpoint ID         the endpoint of rules that do not say it, as in some answers about one deployment
  --cycle-seconds N     seconds from cycle to cycle (default: 30 on 26.x)
  --json                JSON for programs, in place of the report

simulate
  Runs the rules of a scenario, YAML or JSON, over traffic and a model of the service, and prints the result. A scenario
  may also have one of: variants, a list of { name: NAME, and the keys that differ }, which are compared; sweep,
  { axes: [{ rule: ID, field: threshold, values: [60, 70, 80] }, { field: startupSeconds, values: [60, 180] }] }, of whose
  combinations the Pareto front is printed; recommend, { target: 0.99, changesPerHour: 4 }, which searches for rules.
  Its trace is a list of bins, or { file: FILE } with columns, kind, binSeconds, from, to, speed, scale and stretchOver, or { generate: NAME },
  seconds and the generator's values: constant (rate), step (from, to, at), ramp (from, to), diurnal (low, high),
  bursts (base, burst, everySeconds, burstSeconds).

  --trace FILE      traffic in place of the scenario's: CSV with a line for each bin (t,requests and perhaps
                    input_tokens,output_tokens) or each request, answers of Prometheus or CloudWatch, CSV of Grafana
                    or pandas, results of k6 or Locust, a web server's access log; a column whose name does not say
                    what it holds is read as requests per second
  --columns C=NAME  what its columns are called, such as t=when,requests=n; C is t, requests (counts), rate (requests
                    per second), input_tokens or output_tokens
  --chart OUT       a picture: .svg or .html, which need nothing else, .json, a Vega-Lite specification, or .png
                    (where @resvg/resvg-js is installed); - prints the specification in place of the table
  --jobs N          run a sweep in N processes
  --shard I/N       the Ith of N equal parts of a sweep, for machines that share it; --json prints it for merge
  --csv OUT.csv     a line for each cycle, for data frames and spreadsheets; - prints it in place of the table
  --log OUT.jsonl   a line for each cycle: what was read and what was decided
  --json            JSON for programs, in place of the table

merge
  Reads the parts of a sweep, each the output of simulate --json --shard I/N, and prints the whole sweep: with --json the
  same bytes as one process would print.

service-curve
  Prints what one replica of an llm service does at each load, before there is any traffic: throughput, first token, time
  per token, and the saturation. FILE has a service, a scenario, or { benchmark: [rows] } as serving benchmarks print them
  (concurrency, inputTokens, outputTokens, and what was measured of firstTokenMs, perTokenMs, requestsPerSecond,
  outputTokensPerSecond and totalTokensPerSecond), from which it finds the service.

  --input-tokens N    mean tokens of a prompt (default: those of the scenario's trace, else 1155)
  --output-tokens N   mean tokens of an answer (default: those of the scenario's trace, else 211)
  --requests N        how many requests to follow at low loads (default: 5000), near saturation up to 100 times as many
  --chart OUT         a picture: .svg, .html, .json or .png; - prints a Vega-Lite specification in place of the table
  --json              JSON for programs, in place of the table

schema
  Prints JSON Schema. NAME is one of: snapshot, rule, rule-input, rule-patch, rule-set, acceptances,
  evaluation, scenario

vectors
  Prints recorded decisions of Backend.AI as JSON, with an explanation of their form: for the tests of a host. NAME is pr3277 (25.x) or v26 (26.x).

Exit codes
  0  evaluated, or the rules are sound; diff: no difference
  1  the input has faults, or the rules have (findings of severity error); all of them were printed; diff: a difference;
     fmt --check: a file that would change
  2  wrong usage; diff: also if the input has faults
  3  the output could not be written, or this program failed

Colour is used only on terminals, and never if NO_COLOR is set.
`;

/** The part of it that is about one command. */
export function helpOf(command: string): string {
  const [title = "", usage = "", ...sections] = HELP.split(/\n\n(?=\w)/);
  const lines = usage.split("\n  autoscaling-rules ").filter((each) => each.split(" ")[0] === command);
  const named = sections.filter((each) => each.startsWith(`${command}\n`) || each.startsWith("Exit codes\n"));
  return [title, `Usage\n${lines.map((each) => `  autoscaling-rules ${each}`).join("\n")}`, ...named]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}
