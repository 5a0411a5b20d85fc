import { isCooling } from "./cycle.mjs";

/**
 * Settles one endpoint's rules under `agreement`, in place: proposals that may not go through become `cooling-down` or
 * `superseded`. Gives the count.
 *
 * @param members - per rule its `id`, `priority`, `cooldown` in milliseconds, and whether it `lowers` the count
 * @param outcomes - what became of each rule alone, from the endpoint's count
 * @param directions - the direction of each rule's condition that holds; null for none
 * @param signalOf - what the rule at a place compares
 */
export function agree(members, outcomes, directions, replicas, signalOf, lastTriggered, guards, cycle) {
  const free = [];
  for (let at = 0; at < outcomes.length; at += 1) if (outcomes[at].kind === "triggered") free.push(at);
  if (free.length === 0) return replicas;

  const raising = free.filter((at) => directions[at] === "out" && !waits(at, members, outcomes, directions, signalOf));
  const lowering = free.filter((at) => directions[at] === "in");
  const objector = smallest(members, (_, at) => directions[at] === "out");
  if (objector !== null) {
    veto(lowering, "objection", objector.id, outcomes);
    if (raising.length === 0) return replicas;
    const winner = highest(raising, members, outcomes);
    outbid(raising, winner, members, outcomes);
    return outcomes[winner].to;
  }

  const consenting = new Set();
  for (let at = 0; at < members.length; at += 1) if (directions[at] === "in") consenting.add(signalOf(at));
  const dissenter = smallest(members, ({ lowers }, at) => lowers && !consenting.has(signalOf(at)));
  if (dissenter !== null) {
    veto(lowering, "no-consent", dissenter.id, outcomes);
    return replicas;
  }

  const pacer = smallest(
    members,
    (member) => member.lowers && isCooling(cycle, paceEnd(member, lastTriggered, guards)),
  );
  if (pacer !== null) {
    const until = paceEnd(pacer, lastTriggered, guards);
    for (const at of lowering) outcomes[at] = superseded(outcomes[at], { because: "paced", by: pacer.id, until });
    return replicas;
  }

  const bids = new Map();
  for (const at of lowering) {
    const signal = signalOf(at);
    const other = bids.get(signal);
    if (other === undefined || isDeeper(at, other, members, outcomes)) bids.set(signal, at);
  }
  const winner = highest([...bids.values()], members, outcomes);
  outbid(lowering, winner, members, outcomes);
  return outcomes[winner].to;
}

/** A rule waits while one on the same signal that leads at least as far out cools down. */
function waits(at, members, outcomes, directions, signalOf) {
  const own = outcomes[at];
  let best = null;
  for (let other = 0; other < outcomes.length; other += 1) {
    const { kind, scope, proposed } = outcomes[other];
    if (kind !== "cooling-down" || scope !== "rule" || directions[other] !== "out" || proposed < own.to) continue;
    if (signalOf(other) !== signalOf(at)) continue;
    if (best === null || leads(other, proposed, best, outcomes[best].proposed, members)) best = other;
  }
  if (best === null) return false;
  const { ruleId, metric, value, comparator, threshold, step, direction, field, from, to: proposed } = own;
  const { until } = outcomes[best];
  outcomes[at] = {
    kind: "cooling-down",
    ruleId,
    metric,
    value,
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed,
    until,
    scope: "signal",
    by: members[best].id,
  };
  return true;
}

function highest(places, members, outcomes) {
  return places.reduce((best, at) => (leads(at, outcomes[at].to, best, outcomes[best].to, members) ? at : best));
}

/** Whether a proposal comes before another one: the higher, then that of higher priority, then the smaller id. */
function leads(at, to, other, otherTo, members) {
  return to !== otherTo ? to > otherTo : precedes(members[at], members[other]);
}

function isDeeper(at, other, members, outcomes) {
  const { to } = outcomes[at];
  const { to: otherTo } = outcomes[other];
  return to !== otherTo ? to < otherTo : precedes(members[at], members[other]);
}

function precedes(one, other) {
  return one.priority !== other.priority ? one.priority > other.priority : one.id < other.id;
}

/** The member with the smallest id of those that are meant; null for none. */
function smallest(members, isMeant) {
  let least = null;
  for (let at = 0; at < members.length; at += 1) {
    const member = members[at];
    if ((least === null || member.id < least.id) && isMeant(member, at)) least = member;
  }
  return least;
}

/** The end of a rule's cooldown, from its own last trigger or the endpoint's last change inward, whichever is later. */
function paceEnd({ id, cooldown }, lastTriggered, { lastIn }) {
  return Math.max(lastTriggered.get(id) ?? Number.NEGATIVE_INFINITY, lastIn) + cooldown;
}

function outbid(places, winner, members, outcomes) {
  const { id } = members[winner];
  for (const at of places) if (at !== winner) outcomes[at] = superseded(outcomes[at], { because: "outbid", by: id });
}

function veto(places, reason, by, outcomes) {
  for (const at of places) outcomes[at] = superseded(outcomes[at], { because: "vetoed", veto: reason, by });
}

function superseded(outcome, facts) {
  const { ruleId, metric, value, comparator, threshold, step, direction, field, from, to: proposed } = outcome;
  return {
    kind: "superseded",
    ruleId,
    metric,
    value,
    comparator,
    threshold,
    step,
    direction,
    field,
    from,
    proposed,
    ...facts,
  };
}
