/** A law by its name, and what it means in full. */
interface LawText {
  readonly name: string;
  /** What it means in full, and where it comes from. */
  readonly says: string;
}

/** Every law of an evaluation: first of its shape, then in the order of work, then of the whole answer. */
export const KNOWN_LAWS = {
  decisions: {
    name: "every endpoint has one decision, in the snapshot's order",
    says: "A decision for each endpoint, whatever its rules and faults are, and for nothing else; it starts from the endpoint's count.",
  },
  fault: {
    name: "an endpoint that is faulty, or evaluated by a broken clock, keeps its count and says what is wrong",
    says: "Then, and only then, the decision has a `fault`: the clock's, else that the endpoint is named twice, else the first of its own fields, else that two different rules of one id name it.",
  },
  outcomes: {
    name: "every rule of an endpoint is explained once, in evaluation order",
    says: "An outcome for each rule of the endpoint and for no other: higher priority first, equals in input order. It names the rule's metric. Rules of one id that are equal once parsed are one rule, at the first one's place.",
  },

  disabled: {
    name: "a rule is disabled exactly when `enabled` is false",
    says: "A rule that is switched off is passed over before anything else, and no other rule is.",
  },
  invalid: {
    name: "a rule is invalid input exactly when the clock, its endpoint, itself or its last-triggered time is faulty",
    says: "What `checkSnapshot` finds wrong with them keeps the rule, and no other, from being evaluated.",
  },
  paused: {
    name: "a rule is left alone exactly when its whole endpoint is paused",
    says: "While an endpoint is paused in `both` directions, until `pausedUntil` and no longer, its rules are not evaluated.",
  },
  metric: {
    name: "a rule has no metric exactly when the snapshot has no average of it",
    says: "An average is a rule's where endpoint, source, name and aggregation are the same; of PROMETHEUS, first where it answers the rule's own query. The reason and its detail are those of the last of `missing` that is about it.",
  },
  age: {
    name: "an average is stale exactly when it is further from now than the rule accepts",
    says: "With `maxAgeSeconds`, an average with a time is fresh up to that age, to the microsecond, and up to as much ahead of the clock; one whose time is no instant is invalid.",
  },
  conflict: {
    name: "averages are in conflict exactly when the latest of them differ",
    says: "Of several averages of one metric the latest counts; of several latest ones none, unless they are the same decimal over the same share of the replicas.",
  },
  number: {
    name: "an average is invalid exactly when it is no decimal",
    says: "NaN and text that is no decimal are not compared. An infinity is. Where a rule has no threshold any average will do.",
  },
  met: {
    name: "a rule is met exactly when average ⟨comparator⟩ threshold holds at every digit",
    says: "Averages and thresholds are compared as the decimals that they are, never through a double; a band rule tries `> maxThreshold` first, then `< minThreshold`.",
  },
  shown: {
    name: "an outcome shows what was compared: the average and the first condition that holds",
    says: "The average as the snapshot has it, in any notation; comparator, threshold, signed step, its direction and the field of the rule that the condition comes from.",
  },
  from: {
    name: "a rule starts from the count that its semantics say",
    says: "Under `sequential` the count that the rules before it left, else the endpoint's.",
  },
  fallback: {
    name: "a rule falls back exactly when its metric has failed for `afterSeconds`",
    says: "From the first cycle without an average that the rule can compare, as the endpoint's memory has it; at exactly that time it falls back. It proposes the count of its `onFailure` within the bounds, and nothing at 0 replicas; the pause and the cooldown of its endpoint hold it, its own cooldown does not.",
  },
  coverage: {
    name: "a rule that is met is uncovered exactly when too few replicas reported",
    says: "With `minCoverage` that share of them must have; with `unreported: argue` the condition must also hold with every other replica counted against it, as the metric's least value where it asks for a high average, as its greatest where it asks for a low one.",
  },
  pending: {
    name: "a rule that is met is pending exactly until its condition has held for `forSeconds`",
    says: "Since the first cycle in which the same condition held, as the endpoint's memory has it; at exactly that time it may act. A time in the future counts as now.",
  },
  pausedDirection: {
    name: "a rule that is met is held by a pause exactly when it moves in the paused direction",
    says: "A pause `out` or `in` holds the steps of that direction alone; it comes before the bounds.",
  },
  bounds: {
    name: "a step leads as far as the rule's and the endpoint's bounds allow, and is out of bounds exactly where they do not",
    says: "`skip` does not take a step that leads past a bound at all. `clamp` goes as far as the bounds allow. A bound itself is within. Under `clamp` and under `agreement` a step that moves no count in its direction is out of bounds.",
  },
  cooldown: {
    name: "a rule is cooling down exactly until its last trigger and its cooldown are over",
    says: "At exactly last + cooldown a rule still cools where `cooldownEnd` is `exclusive`, and is free where it is `inclusive`; to the microsecond. A last trigger in the future cools.",
  },
  endpointCooldown: {
    name: "a rule waits for its endpoint's cooldown exactly until the latest change and the cooldown of its direction are over",
    says: "An endpoint's cooldown in either direction counts from the latest change in any direction; 0 seconds mean no cooldown. The rule's own cooldown comes first.",
  },

  sequential: {
    name: "under `sequential` no rule supersedes another",
    says: "Every rule is evaluated in its turn, as in Backend.AI 25. Only where the endpoint takes back what came to nothing, the last rule that undid a move supersedes it.",
  },
  first: {
    name: "under `first` the first rule that triggers decides, and no later one is evaluated",
    says: "At most one rule of an endpoint triggers; the enabled ones after it are superseded by it, those before it are not, as in Backend.AI 26.",
  },
  everyRule: {
    name: "under `agreement` every rule is evaluated, whatever their order",
    says: "No rule is superseded because it came later.",
  },
  waiting: {
    name: "under `agreement` a proposal out waits exactly while a rule on its signal that proposes as much cools down",
    says: "A lower tier does not add to what the upper one has just done. Of several such rules the one that proposes most is named, then the one of higher priority, then of the smaller id.",
  },
  raise: {
    name: "under `agreement` a count rises to the highest free proposal",
    says: "Ties go to the higher priority, then to the smaller id. The other proposals out are outbid by the winner.",
  },
  objection: {
    name: "under `agreement` no count falls while a scale-out condition holds",
    says: "Whatever keeps its rule from acting: a bound, a cooldown, a pause. Missing, stale and invalid averages and disabled rules do not object. The smallest id is named.",
  },
  consent: {
    name: "under `agreement` a count falls only with the consent of every signal that can lower it",
    says: "A signal consents where the scale-in condition of one of its rules holds. A faulty rule keeps the count up, unless it could only raise it. The smallest id of the rules that do not consent is named.",
  },
  pace: {
    name: "under `agreement` a count does not fall twice within the cooldown of any rule that can lower it",
    says: "The cooldown counts from the rule's own last trigger or from the count's last fall, whichever is later. The smallest id of the rules that cool so is named.",
  },
  lower: {
    name: "under `agreement` a count falls to the highest of the signals' bids",
    says: "Each signal bids its lowest free proposal. Ties go to the higher priority, then to the smaller id. The other proposals in are outbid by the winner.",
  },

  projection: {
    name: "a count does not fall to where a rule that scales per replica would scale out again",
    says: "The fall stops at the first count at which none of those scale-out conditions would hold on average × replicas ÷ count; at 0 only where their averages are 0. An unknown average keeps the count.",
  },
  zero: {
    name: "an endpoint with `zero` goes to 0 exactly after `idleSeconds` without use, and comes back in use",
    says: "In use while an activation condition or a scale-out condition holds; an unknown activation metric keeps the count. It comes back only where lack of use led it to 0. Rules alone stop at 1.",
  },
  settling: {
    name: "an endpoint that settles makes no move of its rules while replicas start",
    says: "`hold` makes none; `count` moves out by what exceeds those that start. After `settleAtMostSeconds` they hold nothing back.",
  },
  takenBack: {
    name: "what an endpoint takes back costs no cooldown",
    says: "On endpoints with `settle`, `zero` or a rule with `scales` a rule triggers exactly when the count goes in its direction in the end. Else it is superseded by the stage that took its move back, or by the last rule that undid it.",
  },
  memory: {
    name: "a memory says what has to be remembered, where that changed, and no more",
    says: "Since when conditions have held or metrics have failed that some rule waits for, since when the endpoint has been idle, and whether lack of use led it to 0. Disabled and paused rules wait for nothing; a faulty rule keeps its entries, and a faulty endpoint its memory.",
  },

  chain: {
    name: "a chain names every stage that had a say, from `replicas` to `desired`",
    says: "Each rule that triggered, each that the endpoint's pause or cooldown held back, then projection, `zero`, settling, the endpoint's bounds, its pause and advice; each link starts where the one before it ended. Under `agreement` the rule that moves the count comes last of the rules.",
  },
  endpointBounds: {
    name: "a count is within its endpoint's bounds, whether or not a rule triggered",
    says: "The endpoint's own bounds are the last step of every decision; only `paused` and `advisory` stand above them.",
  },
  pause: {
    name: "no count moves against a pause",
    says: "While `paused` is `both` the count stays; while it is `out` the count does not rise, and while it is `in` it does not fall.",
  },
  advice: {
    name: "an endpoint that takes advice keeps its count and says what the change had been",
    says: "`advisory` decides everything and changes nothing: the delta is 0 and `wouldBe` is the delta that was not made. No other decision has `wouldBe`.",
  },
  desired: {
    name: "`desired` is where the chain ends",
    says: "Where nothing had a say, and where the endpoint is faulty, it is `replicas`.",
  },
  delta: {
    name: "`delta` is desired − replicas",
    says: "0 where the endpoint is faulty.",
  },

  deltas: {
    name: "`deltas` are the deltas of all decisions that change a count",
    says: "What a host stores and what its people read is the same.",
  },
  memories: {
    name: "`memories` are the memories of all decisions that have one",
    says: "What a host stores and what its people read is the same.",
  },
  triggered: {
    name: "`triggered` are exactly the rules whose outcome says so, at the time of the snapshot",
    says: "A rule that triggers without moving the count (step 0, or nothing left to remove) is among them, as in Backend.AI.",
  },
  triggerOrder: {
    name: "`triggered` is in the order in which the rules triggered",
    says: "Under `sequential` that of the whole rule list, as in Backend.AI 25; else endpoint by endpoint, as in 26. A store that keeps no order breaks this law alone.",
  },
  orphans: {
    name: "orphans are exactly the rules whose endpoint is absent, in input order",
    says: "Such rules are ignored and listed, so that a host can tell a lost endpoint from a rule without effect.",
  },
  recheckLater: {
    name: "`recheckAt` is in the future",
    says: "The answer at this time is known. Null: only new averages, counts or rules can change it.",
  },
  recheck: {
    name: "`recheckAt` is the first time at which anything in the answer differs",
    says: "A cooldown, a pause or a pace that was named ends, a fresh average grows stale, or one from the future fresh; a wait, a failure, a start or a time without use is long enough by what the endpoint remembers. The times that outcomes show are no answer of their own. Where the end itself is the same, the microsecond after.",
  },
} satisfies Readonly<Record<string, LawText>>;

/** Which law. */
export type LawKey = keyof typeof KNOWN_LAWS;
