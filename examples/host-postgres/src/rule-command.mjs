// Rules from the command line, as in Backend.AI: create, list, get, update (null clears a bound), delete.
import { parseArgs } from "node:util";
import { SchemaError } from "autoscaling-rules/schema";
import { DATA_FOLDER, openDatabase } from "./database.mjs";
import { createEndpoint, setReplicas } from "./endpoints.mjs";
import { migrate } from "./migrate.mjs";
import { createRule, deleteRule, getRule, listRules, RuleError, updateRule } from "./rules.mjs";

const USAGE = `usage:
  rule create ENDPOINT --metric-source S --metric-name N --comparator C --threshold T --step-size=N --cooldown-seconds N
  rule create ENDPOINT --type band ... --min-threshold T --max-threshold T
  rule list [ENDPOINT]
  rule get RULE
  rule update RULE --threshold T ... (null clears a bound)
  rule delete RULE
  rule endpoint ENDPOINT REPLICAS   makes an endpoint, or sets its count
more options: --id, --aggregation, --min-replicas, --max-replicas, --max-age-seconds, --priority, --enabled; --query for PROMETHEUS`;

const TEXTS = [
  "id",
  "type",
  "metric-source",
  "metric-name",
  "aggregation",
  "comparator",
  "threshold",
  "min-threshold",
  "max-threshold",
];
const FIGURES = ["step-size", "cooldown-seconds", "min-replicas", "max-replicas", "max-age-seconds", "priority"];
const OPTIONS = [...TEXTS, ...FIGURES, "enabled", "query"];

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  const command = read(args);
  if (command === null) {
    console.error(USAGE);
    return 2;
  }
  const database = await openDatabase({ url: process.env.DATABASE_URL, folder: DATA_FOLDER });
  try {
    await migrate(database);
    const answer = await perform(database, command);
    if (answer === null) {
      console.error(`there is no \`${command.target}\``);
      return 1;
    }
    console.log(JSON.stringify(answer, null, 2));
    return 0;
  } catch (error) {
    if (!(error instanceof SchemaError || error instanceof RuleError)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    await database.close();
  }
}

/** What is wanted; null for something else than the usage tells. */
function read(args) {
  try {
    const options = Object.fromEntries(OPTIONS.map((name) => [name, { type: "string" }]));
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [verb, target, count] = positionals;
    const wanted = { list: [1, 2], endpoint: [3, 3] }[verb] ?? [2, 2];
    const isKnown = ["create", "list", "get", "update", "delete", "endpoint"].includes(verb);
    if (!isKnown || positionals.length < wanted[0] || positionals.length > wanted[1]) return null;
    const { query, ...fields } = values;
    return { verb, target, count: Number(count), query, fields: fieldsOf(fields) };
  } catch {
    return null;
  }
}

function perform(database, { verb, target, count, query, fields }) {
  switch (verb) {
    case "create":
      return createRule(database, { type: "threshold", ...fields, endpointId: target }, query);
    case "list":
      return listRules(database, target);
    case "get":
      return getRule(database, target);
    case "update":
      return updateRule(database, target, fields, query);
    case "delete":
      return deleteRule(database, target).then((deleted) => (deleted ? { deleted: target } : null));
    default:
      return putEndpoint(database, target, count);
  }
}

async function putEndpoint(database, id, replicas) {
  if (!Number.isInteger(replicas) || replicas < 0)
    throw new RuleError(`REPLICAS is ${replicas}, expected an integer of 0 or more`);
  if (!(await setReplicas(database, id, replicas, Date.now()))) await createEndpoint(database, { id, replicas });
  return { id, replicas };
}

/** `--max-replicas null` as `{ maxReplicas: null }`: the schema judges what is in it. */
function fieldsOf(options) {
  return Object.fromEntries(
    Object.entries(options).map(([option, text]) => [camelCase(option), figureOf(option, text)]),
  );
}

function camelCase(option) {
  return option.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
}

function figureOf(option, text) {
  if (text === "null") return null;
  if (option === "enabled") return text === "true" ? true : text === "false" ? false : text;
  const isFigure = FIGURES.includes(option) && text.trim() !== "" && Number.isFinite(Number(text));
  return isFigure ? Number(text) : text;
}
