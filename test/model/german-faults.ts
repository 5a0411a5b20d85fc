import type {
  CommonParams,
  DocumentState,
  FaultMessages,
  FaultParams,
  FormName,
  QuantityName,
  ShownName,
  TypeName,
} from "../../src/index.ts";

const ARTEN: Readonly<Record<TypeName, string>> = {
  text: "ein Text",
  texts: "eine Liste von Texten",
  flag: "true oder false",
  number: "eine Zahl",
  numbers: "eine Liste von Zahlen, mindestens eine",
  object: "ein Objekt",
  array: "eine Liste",
  conditions: "eine Liste von Bedingungen",
  condition: "eine Bedingung",
  memory: "ein Gedächtnis, wie es Entscheidungen haben",
  times: "ein Objekt mit Zeiten je Regel",
  "map-of-times": "eine Map oder ein Objekt mit Zeiten je Regel",
  "by-id": "ein Objekt mit Einträgen je Kennung",
  deltas: "ein Objekt mit Differenzen je Endpunkt",
  memories: "ein Objekt mit Gedächtnissen je Endpunkt",
  facts: "ein Objekt mit Angaben je Metrik",
  log: "der Text eines Protokolls",
  rules: "eine Liste von Regeln",
  trace: "ein Verlauf",
  service: "ein Dienstmodell oder eine Funktion",
  path: "ein Pfad",
  columns: "Namen von Spalten",
  axes: "eine Liste von Achsen",
  axis: "eine Achse",
  benchmark: "eine Liste von Zeilen",
};

const FORMEN: Readonly<Record<FormName, (worte: string) => string>> = {
  metric: (worte) => `ein Name und eine Quelle (${worte})`,
  objective: () => "Sekunden ab 0, oder { seconds, share } mit einem Anteil von 0 bis 1",
  capacity: () => "eine Zahl ab 0, oder eine steigende Liste von { fromSeconds, replicas }",
  outages: (worte) =>
    `eine Liste von { source, fromSeconds, toSeconds }, vorher vor nachher, source fehlt oder ist ${worte}`,
  silences: (worte) =>
    `eine Liste von { source, fromSeconds, toSeconds, share }, vorher vor nachher, share von 0 bis 1, source fehlt oder ist ${worte}`,
  "decode-times": () => "base über 0, perRequest und vielleicht perCacheToken ab 0, in Millisekunden",
  "prefill-times": () => "base und perToken ab 0, in Millisekunden",
  "prefix-cache": () => "hitShare von 0 bis 1 und vielleicht warmRequests über 0",
};

const MENGEN: Readonly<Record<QuantityName, string>> = {
  requests: "Anfragen",
  cycles: "Durchläufe",
  combinations: "Kombinationen",
};

const DATEIEN: Readonly<Record<DocumentState, string | null>> = {
  empty: "leer",
  comments: "ein Text aus Kommentaren",
  "too-deep": "zu tief verschachtelt",
  unparsed: "nicht lesbar",
  words: null,
};

const ZEIGT: Readonly<Record<ShownName, string>> = {
  "max-threshold": "null, denn nur maxThreshold wird gezeigt",
  threshold: "eine Schwelle, denn statt keiner wird 0 gezeigt",
  "no-preset": "null, denn die Vorlage wird nicht gezeigt",
  bands: "ein Band, denn Vergleiche werden nicht gezeigt",
};

const FUND: Readonly<Record<string, string>> = {
  nothing: "nichts",
  null: "null",
  object: "ein Objekt",
  array: "eine Liste",
  unreadable: "ein Objekt, das sich nicht lesen lässt",
};

const WESSEN: Readonly<Record<string, string>> = { rule: "Regel", endpoint: "Endpunkt", metric: "Metrik" };

/** What to do about a field, by its name: as a form of a host would have it. */
const FELDER: Readonly<Record<string, string>> = {
  cooldownSeconds: "0 steht für eine Regel, die jedes Mal auslösen darf",
  stepSize: "2 fügt zwei Replikate hinzu, -1 entfernt eines",
};

const nachFeld = (_: unknown, keys: readonly (string | number)[]) =>
  FELDER[String(keys.at(-1))] ?? "siehe das Handbuch";

const reihe = (worte: readonly string[], wort: string) =>
  [worte.slice(0, -1).join(", "), ...worte.slice(-1)].filter((teil) => teil !== "").join(` ${wort} `);
const oder = (worte: readonly string[]) => reihe(worte, "oder");
const und = (worte: readonly string[]) => reihe(worte, "und");

const MILLISEKUNDEN = "Millisekunden seit 1970";
const ISO = "Zeit nach ISO 8601 mit Zeitzone";
const MOST = 2 ** 31 - 1;

/** ` ab 0`, ` über 0 und höchstens 1`, ` von 0 bis 5`, ` mit 32 Bit`. */
type Grenzen = Pick<FaultParams["not-a-number"], "min" | "max" | "open">;

/** Die Enden, die nur ein Rechner hat, stehen nur bei Werten darüber oder darunter. */
function bereich({ min, max, open: offen }: Grenzen, gefunden: CommonParams["found"]): string {
  const ende = max === MOST && !(Number(gefunden) > max) ? null : max;
  if (min < 0 && max === MOST) {
    if (Number(gefunden) < min) return `, mindestens ${min}`;
    return ende === null ? "" : `, höchstens ${ende}`;
  }
  if (ende === null) return offen.includes("min") ? ` über ${min}` : ` ab ${min}`;
  if (!offen.includes("min")) return ` von ${min} bis ${ende}`;
  return ` über ${min} und ${offen.includes("max") ? "unter" : "höchstens"} ${ende}`;
}

const alle = (zeilen: number | null) => (zeilen === null ? "" : `; so sind alle ${zeilen} Zeilen`);

/** Every fault in German: the proof that each can be said from its params alone. */
export const german: FaultMessages = {
  found: ({ found, kind }) => {
    if (kind === "text") return `„${found}“`;
    return found === null ? (FUND[kind] ?? `ein Wert der Art ${kind}`) : String(found);
  },
  remarks: {
    "too-large": ({ quantity, count }) => `${count} ${MENGEN[quantity]}`,
    "wrong-length": ({ count }, value) => (count === null ? value : `eine Liste von ${count}`),
    hole: () => "eine Lücke",
    "given-twice": () => "zweimal da",
    "conflicting-averages": ({ one }) => (one.length === 0 ? "nichts" : one.join(" von ")),
    "ends-reversed": ({ min, max }) => `${min} bis ${max}`,
    "no-json": () => "leer",
    "not-json-lines": () => "nicht lesbar",
    "no-document": ({ state }, value) => DATEIEN[state] ?? value,
    "rules-missing": ({ beside }, value) => (beside.length === 0 ? value : `${value} neben ${und(beside)}`),
    "rules-empty": () => "eine leere Liste",
    "release-missing": (_, value) => `${value} ohne Version`,
    "not-derived": ({ release }, value) => `${value} in Version ${release}`,
    "no-rows": ({ beside }, value) => (beside.length === 0 ? value : `${value} mit ${und(beside)}`),
    "several-rules": ({ count }) => `eine Eingabe mit ${count} Regeln`,
    "own-rule": () => "eine Regel dieser Bibliothek",
    "one-instant": () => "die Werte eines Augenblicks",
    "no-samples": () => "ohne Messwerte",
    "no-requests": () => "ohne Anfragen",
    "column-missing": ({ column }) => `ohne ${column}`,
    "not-requests": ({ holds }) => `etwas anderes (${holds})`,
    "refused-query": ({ says }) => `ein Fehler von Prometheus, „${says}“`,
    "partial-answer": ({ sign }) => `ein Teil einer Antwort, wie ${sign} sagt`,
    "trace-too-short": ({ lines }) => `${lines} Zeile(n) lang`,
    "nothing-measured": () => "ohne Messung",
    "not-a-shard": ({ index, of }) => `${index}/${of}`,
    "not-a-part": () => "kein Teil",
    "parts-differ": ({ parts }) => (parts.length === 0 ? "leer" : parts.join(", ")),
  },
  expected: {
    "wrong-type": ({ type, fields }) => `${ARTEN[type]}${fields.length === 0 ? "" : ` mit ${und(fields)}`}`,
    "wrong-form": ({ form, words }) => FORMEN[form](oder(words)),
    "not-a-decimal": ({ maxDigits, maxExponent, special }) => {
      if (special) return "eine Dezimalzahl, Infinity, -Infinity oder NaN";
      if (maxDigits === null) return "eine Dezimalzahl";
      return `eine Dezimalzahl mit höchstens ${maxDigits} Ziffern und Exponent bis ±${maxExponent}`;
    },
    "not-a-share": ({ above, max }) => `eine Dezimalzahl über ${above} und bis ${max}`,
    "not-an-integer": (grenzen, { found }) => `eine ganze Zahl${bereich({ ...grenzen, open: [] }, found)}`,
    "not-a-number": ({ unit, or, ...grenzen }, { found }) =>
      `eine Zahl${unit === null ? "" : " von Sekunden"}${bereich(grenzen, found)}${or === null ? "" : or === "list" ? ", auch eine Liste davon" : ", auch je Richtung"}`,
    "not-whole-milliseconds": ({ max }) => `Sekunden über 0 und höchstens ${max}, in ganzen Millisekunden`,
    empty: () => "Text",
    "too-long": ({ max }) => `höchstens ${max} Zeichen`,
    "too-many": ({ max }) => `höchstens ${max} Einträge`,
    "too-large": ({ max }) => `höchstens ${max}`,
    "wrong-length": ({ min, max }) =>
      max === null ? "mindestens ein Wert" : `${min === max ? min : `${min} bis ${max}`} Werte`,
    hole: () => "ein Eintrag",
    "not-an-instant": ({ text, date }) => oder([...(text ? [ISO] : []), ...(date ? ["Date"] : []), MILLISEKUNDEN]),
    "no-offset": () => oder([ISO, MILLISEKUNDEN]),
    seconds: () => MILLISEKUNDEN,
    "not-a-day": () => "ein Tag wie 2026-03-02",
    "not-one-of": ({ words, percentiles: [first, last] }) =>
      oder(first === undefined ? words : [...words, `p${first} bis p${last}`]),
    "unknown-key": () => "ein bekannter Name",
    "given-twice": () => "einmal",
    "not-together": ({ fields }) => `nur eines von ${und(fields)}`,
    unreadable: () => "lesbare Daten",
    "other-type": ({ type }) => `nichts, denn nur Regeln der Art ${type} haben es`,
    "cannot-change": () => "nichts, denn es lässt sich nicht ändern",
    "duplicate-id": ({ list, first }) => `eine eigene Kennung: ${list}[${first}] hat sie schon`,
    "unknown-endpoint": () => "die Kennung eines Endpunkts",
    "other-endpoint": ({ endpoint }) => `„${endpoint}“, der einzige Endpunkt`,
    "unknown-rule": ({ ids }) => `eine Regel: ${oder(ids)}`,
    "unknown-metric": ({ names }) => `eine Metrik, die gelesen wird: ${oder(names)}`,
    "conflicting-averages": ({ other, first }) =>
      `${other.length === 0 ? "nichts" : other.join(" von ")} wie in metrics[${first}]`,
    "bounds-reversed": ({ min }) => `${min ?? "minReplicas"} oder mehr`,
    "thresholds-reversed": ({ min }) => `${min ?? "minThreshold"} oder mehr`,
    "ends-reversed": () => "min nicht über max",
    "no-threshold": () => "eine Dezimalzahl, denn auch minThreshold fehlt",
    "zero-step": () => "eine ganze Zahl außer 0",
    "signed-step": ({ min }) => `eine ganze Zahl ab ${min}`,
    "query-without-prometheus": () => "nichts, denn nur PROMETHEUS hat Abfragen",
    "unreported-of-percentile": () => "nichts, denn die Regel nimmt ein Perzentil",
    "scales-no-average": () => "nichts, denn nur Mittelwerte ändern sich mit der Anzahl",
    "starting-unknown": () => "die Zahl der startenden Replikate, da settle gesetzt ist",
    "starting-counted": () => "nichts, denn die Simulation zählt es",
    "not-json": () => "Text in JSON",
    "no-json": () => "Text in JSON",
    "not-json-lines": () => "JSON oder JSON Lines",
    "no-document": () => "JSON, YAML oder Tabellen einer Datenbank",
    "unreadable-file": () => "eine lesbare Datei",
    "rules-missing": () => "eine Liste",
    "rules-empty": () => "mindestens eine Regel",
    "no-column": ({ absent, form, column }) =>
      `${absent ?? "nichts"}, denn ${form === null ? "Zeilen" : `Zeilen der Version ${form}`} haben keine Spalte${column === null ? "" : ` ${column}`} dafür`,
    "not-in-form": ({ shown }) => ZEIGT[shown],
    "half-a-row": ({ lacks }) =>
      lacks === "comparator" ? "ein Vergleich zur Schwelle" : "eine Schwelle zum Vergleich",
    "not-a-release": () => "eine Version von Backend.AI als Text",
    "release-missing": () => "die Version neben einem Vergleich",
    "not-derived": () => "LESS_THAN oder GREATER_THAN, denn nur sie gehen aus einem Band hervor",
    "no-rows": () => "Regeln: eine Liste, { items }, edges und nodes, oder Tabellen",
    "several-rules": () => "eine Regel",
    "own-rule": () => "eine Zeile von Backend.AI",
    "unknown-trace": () => "eine Antwort von Prometheus oder CloudWatch, Messwerte von k6, oder Anfragen",
    "one-instant": () => "die eines Zeitraums",
    "no-samples": () => "mindestens zwei",
    "no-requests": ({ column, word }) => `Zeilen mit ${column} ${word}`,
    "not-requests": () => "Anfragen",
    "refused-query": () => "die Messwerte eines Zeitraums",
    "partial-answer": () => "alle Teile",
    "no-log-time": () => "eine Zeit wie [10/Oct/2026:13:55:36 +0000]",
    "column-missing": ({ column }) => `eine Spalte ${column}`,
    "not-a-trace-time": () => `Sekunden, ${MILLISEKUNDEN}, oder ${ISO}`,
    "not-a-trace-figure": ({ min, max, empty }, { found }) =>
      `eine Zahl${bereich({ min, max, open: [] }, found)}, oder nichts für ${empty === "gap" ? "eine Lücke" : "keine"}`,
    "not-a-bin": ({ max }) => `Sekunden über 0, höchstens ${max} Mal im Verlauf`,
    "trace-too-short": () => "mindestens zwei Zeilen, oder eine und binSeconds",
    "out-of-order": ({ before }) => `eine Zeit nach ${before}`,
    "off-grid": ({ seconds, binSeconds }) => `${seconds} s nach der ersten, im Abstand von ${binSeconds} s`,
    "step-below-concurrency": ({ concurrency }) => `mindestens ${concurrency}, wie concurrency`,
    "nothing-measured": ({ fields }) => `eines von ${und(fields)}`,
    "not-a-shard": () => "eine Zahl von 1 bis zur Zahl der Teile",
    "not-a-part": () => "die Ausgabe von simulate --json --shard",
    "parts-differ": ({ of }) => (of === null ? "Teile" : `jeder Teil von 1/${of} bis ${of}/${of} einmal`),
  },
  orNull: (expected) => `${expected} (auch null)`,
  inRows: (expected) => `${expected}, denn nur das passt in Zeilen`,
  help: {
    "wrong-type": nachFeld,
    "wrong-form": nachFeld,
    "not-a-decimal": nachFeld,
    "not-a-share": nachFeld,
    "not-an-integer": nachFeld,
    "not-a-number": nachFeld,
    "not-whole-milliseconds": nachFeld,
    empty: () => "gib einen Namen an",
    "too-long": () => "kürze ihn",
    "too-many": () => "teile die Liste",
    "too-large": () => "nimm weniger",
    "wrong-length": nachFeld,
    hole: () => "fülle die Lücke",
    "not-an-instant": nachFeld,
    "no-offset": () => "ergänze Z oder +09:00",
    seconds: () => "nimm die Sekunden mal 1000",
    "not-a-day": () => "schreibe Jahr, Monat und Tag",
    "not-one-of": nachFeld,
    "unknown-key": ({ near, known }) => (near === null ? `bekannt sind ${und(known)}` : `ist ${near} gemeint?`),
    "given-twice": () => "entferne eines der beiden",
    "not-together": () => "frage nacheinander",
    unreadable: () => "gib einfache Objekte und Listen",
    "other-type": () => "lass es weg",
    "cannot-change": () => "lass es weg",
    "duplicate-id": () => "benenne eines der beiden um",
    "unknown-endpoint": () => "füge den Endpunkt hinzu",
    "other-endpoint": () => "nimm jeden Endpunkt allein",
    "unknown-rule": () => "lass es weg",
    "unknown-metric": () => "prüfe die Schreibweise",
    "conflicting-averages": () => "behalte eines der beiden",
    "bounds-reversed": () => "vertausche die beiden",
    "thresholds-reversed": () => "vertausche die beiden",
    "ends-reversed": () => "vertausche die beiden",
    "no-threshold": () => "gib eine der beiden an",
    "zero-step": () => "gib eine Schrittweite an",
    "signed-step": () => "lass das Vorzeichen weg",
    "query-without-prometheus": () => "lass es weg",
    "unreported-of-percentile": () => "lass es weg",
    "scales-no-average": () => "lass es weg",
    "starting-unknown": () => "gib 0 an, wo keines startet",
    "starting-counted": () => "lass es weg",
    "not-json": ({ says }) => `der Leser sagt: ${says}`,
    "no-json": () => "gib den Text an",
    "not-json-lines": () => "gib einen Wert, oder einen je Zeile",
    "no-document": ({ says }) => says ?? "gib Regeln an",
    "unreadable-file": ({ says }) => `das System sagt: ${says}`,
    "rules-missing": () => "gib die Regeln an",
    "rules-empty": () => "gib die Regeln an",
    "no-column": () => "speichere die Regel anderswo",
    "not-in-rows": () => "speichere die Regel anderswo",
    "not-in-form": () => "nimm eine andere Form",
    "half-a-row": () => "gib beides an",
    "not-a-release": ({ newest }) => `etwa ${newest}`,
    "release-missing": ({ since }) => `gib die Version an: seit ${since} heißt es etwas anderes`,
    "not-derived": ({ last }) => `gib die Version an: bis ${last} gab es andere`,
    "no-rows": () => "gib an, was Backend.AI geantwortet hat",
    "several-rules": () => "lies sie mit rulesFromRows",
    "own-rule": () => "werte sie aus oder prüfe sie, wie sie ist",
    "unknown-trace": () => "gib die Datei unverändert",
    "one-instant": () => "frage /api/v1/query_range",
    "no-samples": () => "prüfe die Abfrage",
    "no-requests": () => "gib die Datei unverändert",
    "not-requests": ({ isColumn }) => (isColumn ? "nenne die Spalten" : "frage nach Anfragen"),
    "refused-query": () => "berichtige die Abfrage",
    "partial-answer": () => "frage nach dem Rest",
    "no-log-time": () => "entferne die Zeile",
    "column-missing": ({ columns }) => `vorhanden: ${und(columns)}`,
    "not-a-trace-time": ({ lines }) => `etwa 60${alle(lines)}`,
    "not-a-trace-figure": ({ lines }) => `nur Ziffern${alle(lines)}`,
    "not-a-bin": nachFeld,
    "trace-too-short": () => "gib die Zeiten an",
    "out-of-order": () => "ordne die Zeilen",
    "off-grid": () => "gib jede Zeile an",
    "step-below-concurrency": () => "lass es weg",
    "nothing-measured": () => "gib die Messwerte an",
    "not-a-shard": () => "lass es weg",
    "not-a-part": ({ says }) => says ?? "gib einen Teil an",
    "parts-differ": () => "rechne die anderen Teile",
  },
  message: ({ code, path, params }, { noun, id }, { found, expected }) => {
    const wer = noun === null ? "" : `${WESSEN[noun]} „${id}“: `;
    if (code === "unknown-key") return `${wer}unbekannter Name ${String(params["key"])} (${path})`;
    return `${wer}${path === "" ? "die Eingabe" : path} ist ${found}, erwartet wird ${expected}`;
  },
};
