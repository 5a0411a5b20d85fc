import type { Messages } from "../../src/verify/index.ts";

type Readings = {
  readonly metrics: readonly string[];
  readonly values: readonly string[];
  readonly queries: readonly string[];
};
type Text<P> = (params: P) => string;

const SIGNS = { LESS_THAN: "<", LESS_THAN_OR_EQUAL: "<=", GREATER_THAN: ">", GREATER_THAN_OR_EQUAL: ">=" } as const;

const wecken = ({ unmet }: { readonly unmet: readonly string[] }) =>
  unmet.length === 0 ? "eine Bedingung angeben, die bei 0 messbar ist" : `die Bedingung zu ${und(unmet)} berichtigen`;

const stumm = ({
  rule,
  counts,
  isEvery,
}: {
  readonly rule: string;
  readonly counts: readonly number[];
  readonly isEvery: boolean;
}) => `${zitat(rule)} tut nichts, solange ein Replikat schweigt${isEvery ? "" : `, bei ${laeufe(counts)}`}`;

/** What the verifier says, in German: proof that every sentence can be said from its params alone. */
export const german: Messages = {
  findings: {
    "zero-trap": {
      headline: (p) => `bleibt für immer bei 0 Replikaten: ${ausDerNull(p)}`,
      message: ({ metrics, held }) =>
        `bei 0 Replikaten bleibt es für immer bei 0: ${[
          ...(metrics.length === 0 ? [] : [`${und(metrics)} wird dort nicht gemessen`]),
          ...(held.length === 0 ? [] : [`keine Regel auf ${und(held)} kann dort einen Schritt nach oben tun`]),
        ].join(", und ")}`,
      help: ausDerNull,
    },
    "zero-trap.unless-read": {
      headline: (p) => `bleibt bei 0 Replikaten, wenn ${und(p.metrics)} dort nicht messbar ist: ${ausDerNull(p)}`,
      message: ({ metrics }) => `bei 0 Replikaten bleibt es bei 0, wenn dort ${und(metrics)} nicht messbar ist`,
      help: ausDerNull,
    },
    "zero-trap.asleep": {
      headline: ({ idleSeconds, isSure, ...p }) =>
        `geht nach ${idleSeconds} s ohne Nutzung auf 0 Replikate, und ${isSure ? "nichts" : "vielleicht nichts"} weckt es: ${wecken(p)}`,
      message: ({ idleSeconds, metrics, unmet, isSure }) =>
        `nach ${idleSeconds} s ohne Nutzung geht es auf 0 Replikate, und nichts weckt es dort: ${
          metrics.length + unmet.length === 0
            ? "es hat keine Bedingungen"
            : `${und([...metrics, ...unmet])} ist dort nicht messbar oder erfüllt nie die Bedingung${isSure ? "" : ", soweit bekannt"}`
        }`,
      help: wecken,
    },
    "zero-swing": {
      headline: (p) => `wacht auf und geht zurück auf 0 bei ${p.metric} von zusammen ${p.load}: ${wachhalten(p)}`,
      message: ({ metric, load, counts, rest, reading, idleSeconds, loads }) =>
        `bei gleichbleibender Last ${metric} von zusammen ${load} pendelt die Zahl: ${weg(counts)}; bei ${rest} Replikaten sind es ${reading}, zu wenig, und nach ${idleSeconds} s geht es auf 0; ebenso bei ${lasten(loads)}`,
      help: wachhalten,
    },
    "inverted-step": {
      headline: (p) =>
        `${und(p.rules.map(zitat))} ${p.directions[0] === "in" ? "nimmt bei mehr Arbeit weg" : "gibt bei weniger Arbeit dazu"}: ${umdrehen(p)}`,
      message: ({ rules, steps, directions, metric, comparators, thresholds, counts }) =>
        `${und(rules.map((rule, at) => `${schritt(rule, steps[at] ?? 0)} ${directions[at] === "in" ? "nimmt Replikate weg" : "gibt Replikate dazu"}, wenn ${metric} ${SIGNS[comparators[at] ?? "LESS_THAN"]} ${thresholds[at]}`))}${counts.length > 0 ? `; bei gleicher Last: ${weg(counts)}` : ""}`,
      help: umdrehen,
    },
    "limit-cycle.load": {
      headline: (p) => `pendelt zwischen ${enden(p.counts)} Replikaten bei ${summe(p)}: ${kurzeAbhilfe(p)}`,
      message: ({ metric, load, counts, loads }) =>
        `bei gleichbleibender Last ${metric} von zusammen ${load} pendelt die Zahl: ${weg(counts)}; ebenso bei ${lasten(loads)}`,
      help: abhilfe,
    },
    "limit-cycle.held": {
      headline: ({ counts, ...p }) => `pendelt zwischen ${enden(counts)} Replikaten bei ${werte(p)}: Schwellen trennen`,
      message: ({ counts, ...p }) => `bei ${werte(p)} in jedem Durchlauf pendelt die Zahl: ${weg(counts)}`,
      help: () => "kein Wert soll für beide Richtungen gelten: Schwellen trennen oder eine Regel weglassen",
    },
    "limit-cycle.held-timed": {
      headline: ({ counts, ...p }) => `pendelt zwischen ${enden(counts)} Replikaten bei ${werte(p)}: Schwellen trennen`,
      message: ({ counts, cycleSeconds, ...p }) =>
        `bei ${werte(p)} in jedem Durchlauf von ${cycleSeconds} s pendelt die Zahl: ${weg(counts)}`,
      help: () => "kein Wert soll für beide Richtungen gelten: Wartezeiten bremsen nur",
    },
    "limit-cycle.fallback": {
      headline: ({ counts, missing, rules }) =>
        `pendelt zwischen ${enden(counts)} Replikaten ohne ${und(missing)}: Rückfall von ${und(rules.map(regel))} ändern`,
      message: ({ counts, cycleSeconds, missing, rules }) =>
        `ohne ${und(missing)} in jedem Durchlauf von ${cycleSeconds} s pendelt die Zahl durch ${und(rules.map(regel))}: ${weg(counts)}`,
      help: () => "Rückfall ändern",
    },
    "limit-cycle.load-timed": {
      headline: ({ counts, metric, load }) =>
        `pendelt zwischen ${enden(counts)} Replikaten bei ${metric} von zusammen ${load}, während welche starten: Schwellen trennen`,
      message: ({ counts, loads, metric, load, cycleSeconds, startupSeconds }) =>
        `bei gleichbleibender Last ${metric} von zusammen ${load}, ${startupSeconds} s Start und einem Durchlauf alle ${cycleSeconds} s pendelt die Zahl: ${weg(counts)}; ebenso bei ${lasten(loads)}`,
      help: () => "Schwellen trennen, kleinere Schritte, oder settle am Endpunkt",
    },
    "runaway.load": {
      headline: ({ from }) => `wächst ab ${from} ohne Ende: maxReplicas setzen`,
      message: ({ metric, from }) => `bei jeder gleichbleibenden Last ${metric} wächst die Zahl ab ${from} ohne Ende`,
      help: () => `${HOECHSTENS}, oder den Vergleich umdrehen`,
    },
    "runaway.held": {
      headline: ({ from }) => `wächst ab ${from} ohne Ende: maxReplicas setzen`,
      message: ({ from, ...p }) => `bei ${werte(p)} in jedem Durchlauf wächst die Zahl ab ${from} ohne Ende`,
      help: () => HOECHSTENS,
    },
    "runaway.held-timed": {
      headline: ({ from }) => `wächst ab ${from} ohne Ende: maxReplicas setzen`,
      message: ({ from, cycleSeconds, ...p }) =>
        `bei ${werte(p)} in jedem Durchlauf von ${cycleSeconds} s wächst die Zahl ab ${from} ohne Ende`,
      help: () => HOECHSTENS,
    },
    "runaway.load-timed": {
      headline: ({ from }) => `wächst ab ${from} ohne Ende: maxReplicas setzen`,
      message: ({ from, metric, load, cycleSeconds, startupSeconds }) =>
        `bei gleichbleibender Last ${metric} von zusammen ${load}, ${startupSeconds} s Start und einem Durchlauf alle ${cycleSeconds} s wächst die Zahl ab ${from} ohne Ende`,
      help: () => HOECHSTENS,
    },
    overshoot: {
      headline: ({ excess, metric, load, ...p }) =>
        `${excess} Replikate zu viel bei ${metric} von zusammen ${load}: ${wartezeit(p)}`,
      message: ({ from, to, needed, metric, load, loads, rules, steps, periods, times, startupSeconds }) =>
        `bei gleichbleibender Last ${metric} von zusammen ${load} steigt die Zahl von ${from} auf ${to}, nötig sind ${needed}: ${und(rules.map((id, at) => `${regel(id)} (${steps[at]}) alle ${periods[at]} s`))}, ein Start dauert ${startupSeconds} s${times === null ? "" : `, ${times} Mal zu oft`}; ebenso bei ${lasten(loads)}`,
      help: wartezeit,
    },
    reversal: {
      headline: (p) => `nimmt einen Zuwachs gleich zurück bei ${summe(p)}: ${kurzeAbhilfe(p)}`,
      message: ({ metric, load, counts, loads }) =>
        `bei gleichbleibender Last ${metric} von zusammen ${load} nimmt der nächste Durchlauf den Zuwachs zurück: ${weg(counts)}; ebenso bei ${lasten(loads)}`,
      help: abhilfe,
    },
    contradiction: {
      headline: (p) => `${streit(p)}: Schwellen trennen`,
      message: widerspruch,
      help: () => "Schwellen trennen",
    },
    "contradiction.two-metrics": {
      headline: (p) => `${streit(p)}: die Semantik \`recommended\` nehmen`,
      message: widerspruch,
      help: () => "Regeln durch `agreement` verbinden",
    },
    "contradiction.two-queries": {
      headline: (p) => `${streit(p)}, falls die Abfragen verschieden sind: ${eineAbfrage(p.twins)}`,
      message: widerspruch,
      help: ({ twins }) => `ist es eine Abfrage: ${eineAbfrage(twins)}`,
    },
    "lock-up": {
      headline: ({ rule, others, bound, room, from, cures: [cure] }) =>
        `bleibt bei ${from}, ${room} vor ${bound} von ${zitate([rule, ...others])}${cure === "step" ? ": Schritt 1" : cure === "bound" ? `: ${bound} ${from}` : ""}`,
      message: ({ rule, others, step, from, to, bound, limit, room, ...p }) =>
        `bei ${werte(p)} ginge ${schritt(rule, step)} von ${from} auf ${to}, über ${bound} ${limit} hinaus, und unterbleibt: ${room} davor bewegt nichts die Zahl dorthin${ebenso(others)}`,
      help: ({ bound, room }) =>
        `Schritt 1 nehmen, ${bound} erreichbar machen, oder abschneiden (\`clamp\`), was ${room} ergibt`,
    },
    "wrong-side": {
      headline: ({ rule, bound, from }) => `${zitat(rule)} bewegt ${from} nie: ${bound} dem Endpunkt überlassen`,
      message: ({ rule, others, step, from, to, bound, limit, ...p }) =>
        `bei ${werte(p)} ginge ${schritt(rule, step)} von ${from} auf ${to}, noch jenseits von ${bound} ${limit}, und unterbleibt${ebenso(others)}`,
      help: ({ bound }) => `${bound} dem Endpunkt überlassen`,
    },
    "dead-rule.no-threshold": tot(() => "keine Schwelle"),
    "dead-rule.no-reading": tot(() => "kein Wert erfüllt sie, oder eine andere Schwelle kommt zuvor"),
    "dead-rule.crossed-bounds": tot(
      ({ minReplicas, maxReplicas }) => `das Minimum ${minReplicas} ist über dem Maximum ${maxReplicas}`,
    ),
    "dead-rule.no-count": tot(
      ({ counts, minReplicas, maxReplicas }) =>
        `kein Schritt von ${laeufe(counts)} endet in den Grenzen (${und([...(minReplicas === null ? [] : [`mindestens ${minReplicas}`]), ...(maxReplicas === null ? [] : [`höchstens ${maxReplicas}`])])})`,
    ),
    "dead-rule.votes": tot(
      ({ other, otherStep }) => `entscheidet nie, wie weit, das tut etwa ${schritt(other, otherStep)}`,
    ),
    "dead-rule.outvoted": tot(() => "eine andere stimmt nie zu"),
    "dead-rule.superseded": tot(({ other, otherStep }) => `eine andere kommt zuvor, etwa ${schritt(other, otherStep)}`),
    "dead-rule.waits": {
      headline: ({ rules, other }) => `${zitate(rules)} nur, solange ${zitat(other)} wartet`,
      message: ({ rules, other, otherStep }) =>
        `${regeln(rules)} nur, solange eine andere wartet, etwa ${schritt(other, otherStep)}`,
      help: () => "nach vorn stellen",
    },
    "no-op": {
      headline: ({ rules, count, stepSize, cures }) =>
        `${zitate(rules)} ändert bei ${count} nichts: ${stepSize === 0 ? "Schritt 1 oder mehr angeben" : cures.includes("bound") ? "minReplicas 1 setzen" : "bei 0 ist das so"}`,
      message: ({ rules, count, cooldownSeconds, ...p }) =>
        `bei ${werte(p)} löst ${regeln(rules)} bei ${count} aus${cooldownSeconds > 0 ? `, verbraucht ${cooldownSeconds} s` : ""} und ändert nichts`,
      help: ({ stepSize }) =>
        stepSize === 0
          ? "Schritt 1 oder mehr, oder weglassen"
          : "minReplicas 1 verhindert es bei 0; sind 0 gewollt, geht nur Wartezeit verloren",
    },
    "vetoed-for-ever": {
      headline: ({ rules, out, count, metric, load }) =>
        `${und(rules)} senkt ${count} nie bei ${metric} von zusammen ${load}, weil ${zitat(out)} wieder erhöhen würde`,
      message: ({ rules, out, count, metric, load, reading, threshold, lower, wouldRead, loads }) =>
        `bei gleichbleibender Last ${metric} von zusammen ${load} gilt ${und(rules)} bei ${count} mit ${reading}, und es bleibt dabei: bei ${lower} wären es ${wouldRead}, und ${zitat(out)} mit der Schwelle ${threshold} würde wieder erhöhen; ebenso bei ${lasten(loads)}`,
      help: () => "die Schwellen weiter trennen, wenn die Zahl dort sinken soll",
    },
    "held-by-coverage.share": {
      headline: (p) => `${stumm(p)}: minCoverage senken`,
      message: ({ minCoverage, ...p }) =>
        `${stumm(p)}, mit ${mitVorzeichen(p.step)}: verlangt ist ein Anteil von ${minCoverage}`,
      help: ({ counts }) => `eines von ${Math.min(...counts)} darf schweigen, wenn minCoverage es erlaubt`,
    },
    "held-by-coverage.unknown": {
      headline: (p) => `${stumm(p)}: minCoverage statt unreported verwenden`,
      message: (p) => `${stumm(p)}, mit ${mitVorzeichen(p.step)}: ein größter Wert von ${p.metric} ist nicht bekannt`,
      help: () => "minCoverage statt unreported verwenden",
    },
    "held-by-coverage.argued": {
      headline: (p) => `${stumm(p)}: minCoverage statt unreported verwenden`,
      message: ({ end, threshold, ...p }) =>
        `${stumm(p)}, mit ${mitVorzeichen(p.step)}: mit dem ${end === "least" ? "kleinsten" : "größten"} Wert von ${p.metric} wird die Schwelle ${threshold} nie erreicht`,
      help: () => "minCoverage statt unreported verwenden, oder so lassen",
    },
    "order-dependence": {
      headline: ({ count, after, afterInOrder }) =>
        `macht aus ${count} je nach Reihenfolge ${after} oder ${afterInOrder}: Vorrang angeben`,
      message: ({ count, after, order, afterInOrder, ...p }) =>
        `bei ${werte(p)} wird aus ${count} in der Reihenfolge der Liste ${after}, und ${afterInOrder} in der Reihenfolge ${und(order.map(regel))}`,
      help: () => "Vorrang angeben oder durch `agreement` verbinden",
    },
    "no-way-back": {
      headline: ({ from, to }) => `kommt von ${to} nie zurück auf ${from}: Gegenrichtung erweitern`,
      message: ({ from, to }) => `die Regeln führen von ${from} auf ${to} und nie zurück`,
      help: () => "Gegenrichtung erweitern",
    },
    "no-way-back.fallback": {
      headline: ({ from, to, rules }) =>
        `kommt von ${to} nie zurück auf ${from}: Rückfall von ${und(rules.map(regel))} ändern`,
      message: ({ from, to, missing }) => `ohne ${und(missing)} geht die Zahl von ${from} auf ${to} und nie zurück`,
      help: () => "Rückfall ändern",
    },
    "stuck-count": {
      headline: ({ counts }) => `bleibt bei ${laeufe(counts)}: eine Regel zurück angeben`,
      message: ({ counts }) => `bei ${laeufe(counts)} ändert kein Wert die Zahl`,
      help: () => "eine Regel zurück angeben",
    },
    "unreachable-count": {
      headline: ({ missing }) => `kommt nie auf ${laeufe(missing)}: Schritte von 1 nehmen`,
      message: ({ initial, missing, more }) =>
        `von ${laeufe(initial)} führt nichts auf ${laeufe(missing)}${more > 0 ? ` und ${more} weitere` : ""}`,
      help: () => "Schritte von 1 erreichen alles",
    },
  },
  advice: {
    "none-enabled": {
      headline: () => "keine Regel ist an",
      message: () => "keine Regel ist an",
      help: () => "eine Regel einschalten",
    },
    "always-zero": {
      headline: ({ metric }) => `${metric} ist immer 0: eine andere Metrik nehmen`,
      message: ({ metric, rules }) =>
        `${metric} hat keine Obergrenze und ist daher immer 0: ${und(rules.map(regel))} hängt von keiner Last ab`,
      help: () => "eine andere Metrik nehmen",
    },
    "misspelt-metric": {
      headline: ({ metric, nearest }) => `${metric} ist unbekannt: ${nearest}?`,
      message: ({ metric, source, nearest }) => `${source} kennt ${metric} nicht; gemeint ist wohl ${nearest}`,
      help: ({ nearest }) => `${nearest} schreiben`,
    },
    "unit-mismatch.share": {
      headline: ({ metric, threshold }) => `${metric} ist in Prozent, und ${threshold} ist ein Anteil: mal 100 nehmen`,
      message: ({ metric, threshold }) =>
        `${metric} ist in Prozent, 0 bis 100, und die Schwelle ${threshold} ein Anteil, 0 bis 1`,
      help: () => "mal 100 nehmen",
    },
    "unit-mismatch.percentage": {
      headline: ({ metric, threshold }) => `${metric} ist ein Anteil, und ${threshold} sind Prozent: durch 100 teilen`,
      message: ({ metric, threshold }) => `${metric} ist ein Anteil, 0 bis 1, und die Schwelle ${threshold} in Prozent`,
      help: () => "durch 100 teilen",
    },
    "inverted-step.band": {
      headline: ({ rules, turnedStep, cures }) =>
        `${zitate(rules)} nimmt über dem Band weg${cures.length === 0 ? "" : `: stepSize ${turnedStep} setzen`}`,
      message: ({ rules, stepSize }) => `${regeln(rules)} hat Schritt ${stepSize}: sie nimmt über dem Band weg`,
      help: ({ turnedStep, bothEnds }) =>
        `stepSize ${turnedStep} setzen${bothEnds ? "" : ", und die Schwelle als minThreshold"}`,
    },
    "inverted-band": {
      headline: ({ rule }) => `${zitat(rule)} hat vertauschte Schwellen: tauschen`,
      message: ({ rule, minThreshold, maxThreshold }) =>
        `${regel(rule)} hat minThreshold ${minThreshold} über maxThreshold ${maxThreshold}`,
      help: () => "tauschen",
    },
    "outside-domain.never": {
      headline: ({ rule, metric }) => `${zitat(rule)} gilt bei keinem Wert von ${metric}: Schwelle berichtigen`,
      message: ({ rule, ...p }) => `${regel(rule)} gilt bei keinem Wert von ${bereich(p)}`,
      help: () => "Schwelle berichtigen",
    },
    "outside-domain.always": {
      headline: ({ rule, metric }) => `${zitat(rule)} gilt bei jedem Wert von ${metric}: Schwelle berichtigen`,
      message: ({ rule, ...p }) => `${regel(rule)} gilt bei jedem Wert von ${bereich(p)}`,
      help: () => "Schwelle berichtigen",
    },
    "bounds-conflict.crossed": {
      headline: ({ rule }) => `${zitat(rule)} hat vertauschte Grenzen: tauschen`,
      message: ({ rule, minReplicas, maxReplicas }) =>
        `${regel(rule)} hat minReplicas ${minReplicas} über maxReplicas ${maxReplicas}`,
      help: () => "tauschen",
    },
    "bounds-conflict.high": {
      headline: ({ rule, endpoint, cures }) =>
        `${zitat(rule)} darf höher als der Endpunkt${cures[0] === "endpoint" ? `: maxReplicas ${endpoint} setzen` : ""}`,
      message: ({ rule, own, endpoint }) => `${regel(rule)} darf bis ${own}, der Endpunkt nur bis ${endpoint}`,
      help: ({ endpoint }) => `maxReplicas ${endpoint} oder nichts setzen`,
    },
    "bounds-conflict.low": {
      headline: ({ rule, endpoint, cures }) =>
        `${zitat(rule)} darf tiefer als der Endpunkt${cures[0] === "endpoint" ? `: minReplicas ${endpoint} setzen` : ""}`,
      message: ({ rule, own, endpoint }) => `${regel(rule)} darf bis ${own} hinunter, der Endpunkt nur bis ${endpoint}`,
      help: ({ endpoint }) => `minReplicas ${endpoint} oder nichts setzen`,
    },
    "negative-value.cooldown": {
      headline: ({ rule, value }) => `${zitat(rule)} wartet ${value} s: 0 oder mehr`,
      message: ({ rule, value }) => `${regel(rule)} hat cooldownSeconds ${value}, also keine`,
      help: () => "0 oder mehr",
    },
    "negative-value.bound": {
      headline: ({ rule, field, value }) => `${zitat(rule)} hat ${field} ${value}: 0 oder mehr`,
      message: ({ rule, field, value }) => `${regel(rule)} hat ${field} ${value}, also keine Grenze`,
      help: () => "0 oder mehr",
    },
    "fallback-beyond": {
      headline: ({ rule, count, bound, limit }) => `${zitat(rule)} fällt auf ${count}, jenseits von ${bound} ${limit}`,
      message: ({ rule, count, bound, limit }) => `${regel(rule)} fällt auf ${count}, jenseits von ${bound} ${limit}`,
      help: () => "innerhalb der Grenzen bleiben",
    },
    "duplicate-rule": {
      headline: ({ rules, together }) =>
        `${zitate(rules)} sagen dasselbe${together === null ? "" : `, zusammen ${mitVorzeichen(together)}`}: eine behalten`,
      message: ({ rules, together }) =>
        `${regeln(rules)} sagen dasselbe${together === null ? "" : `, zusammen ${together}`}`,
      help: () => "eine behalten",
    },
    "shadowed-rule": {
      headline: ({ rules, earlier }) => `${zitate(rules)} kommt nach ${zitat(earlier)} nie zum Zug: nach vorn stellen`,
      message: ({ rules, earlier }) => `wann immer ${regeln(rules)} gilt, gilt ${regel(earlier)} auch und kommt zuvor`,
      help: () => "nach vorn stellen",
    },
    "additive-tiers": {
      headline: ({ rules, together }) =>
        `${und(rules)} ergeben zusammen ${mitVorzeichen(together)}: die Semantik \`recommended\` nehmen`,
      message: ({ metric, reading, rules, steps, together }) =>
        `bei ${metric} ${reading} gelten ${und(rules.map((rule, at) => schritt(rule, steps[at] ?? 0)))} zugleich, zusammen ${together}`,
      help: () => "die Semantik `recommended` nehmen",
    },
    "additive-tiers.cooling": {
      headline: ({ rules, together }) =>
        `${und(rules)} ergeben zusammen ${mitVorzeichen(together)}: die Semantik \`recommended\` nehmen`,
      message: ({ metric, reading, rules, steps, together }) =>
        `bei ${metric} ${reading} gelten ${und(rules.map((rule, at) => schritt(rule, steps[at] ?? 0)))} zugleich: während ${schritt(rules[0] ?? "", steps[0] ?? 0)} wartet, löst ${schritt(rules[1] ?? "", steps[1] ?? 0)} aus, zusammen ${together} statt ${steps[0]}`,
      help: () => "die Semantik `recommended` nehmen",
    },
    "one-direction": {
      headline: ({ direction }) =>
        `${direction === "out" ? "gibt nur dazu" : "nimmt nur weg"}: eine Regel zurück angeben`,
      message: ({ rules, direction }) =>
        `${rules.length === 1 ? und(rules.map(regel)) : "alle Regeln zusammen"} ${direction === "out" ? "nur hinauf" : "nur hinunter"}`,
      help: () => "eine Regel zurück angeben",
    },
    "cooldown-under-cycle": {
      headline: ({ rules }) => `die Wartezeit von ${zitate(rules)} endet vor dem nächsten Durchlauf: länger, oder 0`,
      message: ({ rules, cooldownSeconds, cycleSeconds }) =>
        `${regeln(rules)} wartet ${cooldownSeconds} s, der nächste Durchlauf kommt nach ${cycleSeconds} s`,
      help: ({ cycleSeconds }) => `${cycleSeconds} oder mehr, oder 0`,
    },
    overshoot: {
      headline: ({ rule, excess, startupSeconds, cures }) =>
        `${zitat(rule)} gibt bis zu ${excess} zu viel dazu: ${laenger(startupSeconds, cures)}`,
      message: ({ rule, others, step, metric, excess, maxReplicas, periodSeconds, startupSeconds }) =>
        `${schritt(rule, step)} gibt bis zu ${excess} mehr dazu, als ${metric} verlangt${maxReplicas === null ? "" : `, wenn das Maximum ${maxReplicas} es zulässt`}: alle ${periodSeconds} s, und das erste Replikat dient nach ${startupSeconds} s${ebenso(others)}`,
      help: ({ startupSeconds }) => `cooldownSeconds ${startupSeconds} setzen`,
    },
    "cooldown-under-startup": {
      headline: ({ rules, startupSeconds, cures }) =>
        `${zitate(rules)} löst wieder aus, bevor ihr Replikat dient: ${laenger(startupSeconds, cures)}`,
      message: ({ rules, cooldownSeconds, startupSeconds }) =>
        `${regeln(rules)} kann nach ${cooldownSeconds} s wieder auslösen, ihr Replikat dient erst nach ${startupSeconds} s`,
      help: ({ startupSeconds }) => `cooldownSeconds ${startupSeconds} oder mehr setzen`,
    },
  },
  unexplored: {
    asked: {
      says: ({ fields, rules }) =>
        `${und(fields.map((field, at) => `${zitat(field)} von ${rules[at] === "" ? "Endpunkt" : regel(rules[at] ?? "")}`))}: nicht beachtet`,
      help: () => "auch simulieren",
    },
    fallbacks: {
      says: ({ rules }) => `Rückfall von ${und(rules.map(regel))}: nicht ganz`,
      help: () => "mit Ausfällen simulieren",
    },
    "fallbacks.cycle-unknown": {
      says: ({ rules }) => `Rückfall von ${und(rules.map(regel))}: ohne Uhr`,
      help: () => "cycleSeconds angeben",
    },
    "fallbacks.starts": {
      says: ({ rules }) => `Rückfall von ${und(rules.map(regel))}: nicht während des Startens`,
      help: () => "mit Ausfällen simulieren",
    },
    "fallbacks.orders": {
      says: ({ rules }) => `Reihenfolge beim Rückfall von ${und(rules.map(regel))}`,
      help: () => "Regeln durch `agreement` verbinden",
    },
    "kinds-of-readings": {
      says: ({ explored, total }) => `${explored} von ${total} Arten von Werten`,
      help: mehrSchritte,
    },
    counts: { says: ({ explored }) => `${explored} Zahlen, und es gibt mehr`, help: mehrSchritte },
    orders: { says: () => "nicht jede Reihenfolge", help: mehrSchritte },
    "recurring-loads": {
      says: ({ metric, above, what }) =>
        `welche Lasten ${metric} über ${above} zu ${und(what.map((each) => (each === "cycles" ? "Pendeln" : "Umkehr")))} führen`,
      help: () => HOECHSTENS,
    },
    "unbounded-loads": { says: ({ metric, above }) => `Lasten ${metric} über ${above}`, help: () => HOECHSTENS },
    loads: { says: ({ metric, above }) => `Lasten ${metric} über ${above}`, help: mehrSchritte },
    "load-not-read": { says: ({ metric }) => `keine Regel liest ${metric}`, help: () => "Schreibweise prüfen" },
    "load-unknown": { says: () => "keine Metrik als Last benannt", help: () => "Last benennen" },
    "cycle-unknown": { says: () => "Zeit von Durchlauf zu Durchlauf fehlt", help: () => "cycleSeconds angeben" },
    "courses-of-cooldowns": { says: () => "nicht jeder Verlauf der Wartezeiten", help: mehrSchritte },
    starts: { says: () => "nicht jede Last, während Replikate starten", help: mehrSchritte },
    "unbounded-starts": { says: () => "nicht jede Last, während Replikate starten", help: () => HOECHSTENS },
    queries: {
      says: ({ rules, codes, models }) =>
        `ob die Abfragen von ${und(rules.map(regel))} verschieden sind: dann auch ${und(codes.map((code, at) => `${code} (${models[at]})`))}`,
      help: ({ rules }) => `ist es eine Abfrage: ${eineAbfrage(rules)}`,
    },
  },
  facts: {
    min: (metrik, wert) => `${metrik} nie unter ${wert}`,
    max: (metrik, wert) => `${metrik} nie über ${wert}`,
    integer: (metrik) => `${metrik} ganzzahlig`,
    load: (metrik, wie) => (wie === "shared" ? `${metrik} auf die Replikate verteilt` : `${metrik} bleibt gleich`),
    busy: (metrik, seite) => `${seite === "more" ? "mehr" : "weniger"} ${metrik} heißt mehr zu tun`,
    atZero: (metrik, messbar) => `${metrik} bei 0 Replikaten ${messbar ? "messbar" : "nicht messbar"}`,
  },
  grounds: { known: "bekannt", stated: "angegeben", assumed: "angenommen" },
  proofs: ({ code, model, cooldowns, params }) =>
    `nie ${code} (${model}, ${cooldowns}): ${[
      params.counts,
      ...(model === "load" ? params.loads : [params.kinds]),
      ...(model === "held-timed" ? [params.cycleSeconds] : []),
    ].join(", ")}`,
  chart: {
    deadZone: "tote Zone",
    readings: "Werte des Laufs",
    loads: "Lasten, bei denen es geschieht",
    run: "ein Lauf, der es zeigt",
    cycles: "Durchläufe",
    replicas: "Replikate",
  },
  sound: ({ proofs, assumed }) =>
    `in Ordnung: ${proofs} Eigenschaften bewiesen${assumed.length === 0 ? "" : `, wenn es stimmt, was von ${und(assumed.map(({ metric }) => metric.name))} angenommen wird`}`,
  andMore: (headline, more) => (more === 0 ? headline : `${headline}; und ${more} mehr`),
};

const HOECHSTENS = "jeder Regel hinauf, oder dem Endpunkt, maxReplicas geben";

function tot<P extends { readonly rules: readonly string[] }>(
  warum: Text<P>,
): { headline: Text<P>; message: Text<P>; help: Text<P> } {
  return {
    headline: ({ rules }) => `${zitate(rules)} löst nie aus`,
    message: (p) => `${regeln(p.rules)} kann nie auslösen: ${warum(p)}`,
    help: () => "berichtigen",
  };
}

function ausDerNull({
  leading,
  cures,
}: {
  readonly leading: readonly string[];
  readonly cures: readonly string[];
}): string {
  if (cures.length === 0) return "keine Regel auf 0 führen lassen, und mit 1 oder mehr beginnen";
  return `minReplicas ${cures.includes("rules") ? `von ${und(leading.map(regel))}` : "des Endpunkts"} auf 1 setzen`;
}

function laenger(seconds: number, cures: readonly string[]): string {
  return cures.length === 0 ? "länger warten" : `cooldownSeconds ${seconds} setzen`;
}

type Verkehrt = Parameters<Messages["findings"]["inverted-step"]["message"]>[0];

function umdrehen({ turned, turnedSteps, cures }: Verkehrt): string {
  const texts = { comparator: `comparator ${turned.join()} setzen`, step: `stepSize ${turnedSteps.join()} setzen` };
  return cures.length === 0 ? "umdrehen" : cures.map((cure) => texts[cure]).join(" oder ");
}

type Pendeln = Parameters<Messages["findings"]["zero-swing"]["message"]>[0];

function wachhalten({ activation, rest, reading, cures }: Pendeln): string {
  const senken = `die Bedingung auf ${activation} senken`;
  const texts = { activation: senken, wake: "mit 1 aufwachen", both: `mit 1 aufwachen und ${senken}` };
  if (cures.length === 0) return `die Bedingung soll bei ${rest} Replikaten mit ${reading} gelten`;
  return cures.map((cure) => texts[cure]).join(" oder ");
}

/** Für welche Regeln dasselbe gilt. */
function ebenso(andere: readonly string[]): string {
  return andere.length === 0 ? "" : `; ebenso ${regeln(andere)}`;
}

type Last = Parameters<Messages["findings"]["limit-cycle.load"]["message"]>[0];

function abhilfe({ repairRule, repairField, repairValue, outRule, outCount, outThreshold, reversed }: Last): string {
  if (reversed.length > 0) return `minThreshold und maxThreshold von ${regeln(reversed)} tauschen`;
  return repairRule === null
    ? "Schwellen trennen oder kleinere Schritte nehmen"
    : `${repairField} von ${regel(repairRule)} auf ${repairValue} oder weniger setzen: ${regel(outRule ?? "")} gibt ab ${outCount} bei je ${outThreshold} dazu`;
}

function kurzeAbhilfe({ repairRule, repairValue }: Last): string {
  return repairRule === null
    ? "Schwellen trennen oder kleinere Schritte nehmen"
    : `${zitat(repairRule)} auf ${repairValue} setzen`;
}

function summe({ lowest, highest }: Last): string {
  if (highest === null) return `zusammen ${lowest} oder mehr`;
  return `zusammen ${lowest === highest ? lowest : `${lowest} bis ${highest}`}`;
}

type Streit = Parameters<Messages["findings"]["contradiction"]["message"]>[0];

function widerspruch({ out, outStep, back, backStep, count, after, more, ...p }: Streit): string {
  return `bei ${werte(p)} wirken ${schritt(out, outStep)} und ${schritt(back, backStep)} bei ${count} zugleich; ${after === count ? "es bleibt dabei" : `daraus wird ${after}`}${more > 0 ? `; so auch ${more} weitere` : ""}`;
}

function streit({ out, back, ...p }: Streit): string {
  return `${zitat(out)} und ${zitat(back)} wirken zugleich bei ${werte(p)}`;
}

function eineAbfrage(rules: readonly string[]): string {
  return `${und(rules.map(regel))} dieselbe queryPresetId geben`;
}

function bereich(p: {
  readonly metric: string;
  readonly comparator: keyof typeof SIGNS;
  readonly threshold: string;
  readonly min: string | null;
  readonly max: string | null;
}): string {
  return `${p.metric}${p.min === null ? "" : ` von ${p.min}`}${p.max === null ? "" : ` bis ${p.max}`}: ${SIGNS[p.comparator]} ${p.threshold}`;
}

function mehrSchritte({ maxSteps }: { readonly maxSteps: number }): string {
  return `maxSteps über ${maxSteps} angeben`;
}

function werte({ metrics, values, queries }: Readings): string {
  const texts = metrics.map((metric, at) => {
    const isOther = metrics.some((each, place) => each === metric && values[place] !== values[at]);
    return `${metric} ${values[at]}${isOther && queries[at] !== "" ? ` für ${regel(queries[at] ?? "")}` : ""}`;
  });
  return und([...new Set(texts)]);
}

function und(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} und ${words.at(-1)}`;
}

function zitat(id: string): string {
  return `\`${id}\``;
}

function regel(id: string): string {
  return `Regel ${zitat(id)}`;
}

function zitate(ids: readonly string[]): string {
  const most = ids.length > 5 ? 3 : 5;
  return und([...ids.slice(0, most).map(zitat), ...(ids.length > most ? [`${ids.length - most} weitere`] : [])]);
}

function regeln(ids: readonly string[]): string {
  return `Regel ${zitate(ids)}`;
}

function schritt(id: string, step: number): string {
  return `${regel(id)} (${mitVorzeichen(step)})`;
}

function mitVorzeichen(step: number): string {
  return step > 0 ? `+${step}` : String(step);
}

function enden(counts: readonly number[]): string {
  return `${Math.min(...counts)} und ${Math.max(...counts)}`;
}

function weg(counts: readonly number[]): string {
  return (counts.length > 12 ? [...counts.slice(0, 12), "…"] : counts).join(" -> ");
}

function lasten(loads: readonly string[]): string {
  return und(loads.length > 4 ? [...loads.slice(0, 4), `${loads.length - 4} weiteren`] : loads);
}

function laeufe(counts: readonly number[]): string {
  const runs: number[][] = [];
  for (const count of counts.toSorted((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === count - 1) run[1] = count;
    else runs.push([count, count]);
  }
  const texts = runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return und(texts.length > 6 ? [...texts.slice(0, 6), `${texts.length - 6} weitere`] : texts);
}

function wartezeit({
  cures,
  rules,
  startupSeconds,
}: {
  readonly cures: readonly ("rules" | "endpoint" | "settle")[];
  readonly rules: readonly string[];
  readonly startupSeconds: number;
}): string {
  const texts = {
    rules: `cooldownSeconds von ${und(rules.map(regel))} auf ${startupSeconds}`,
    endpoint: `cooldownSeconds des Endpunkts auf ${startupSeconds}`,
    settle: "settle des Endpunkts auf hold",
  };
  return cures.length === 0 ? "länger warten" : cures.map((cure) => texts[cure]).join(" oder ");
}
