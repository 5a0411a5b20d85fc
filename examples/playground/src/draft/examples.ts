import { NEW_RULE, type RuleDraft, type RuleSetDraft } from "./rule-set-draft.ts";

/** A rule set to begin with. */
export interface Example {
  readonly name: string;
  readonly draft: RuleSetDraft;
}

const CHAT = {
  endpoint: { id: "chat", replicas: "1", minReplicas: "1", maxReplicas: "6", more: {} },
  cycleSeconds: "10",
  startupSeconds: "180",
  more: {},
};

const out = (changes: Partial<RuleDraft>): RuleDraft => ({ ...NEW_RULE, ...changes });
const into = (changes: Partial<RuleDraft>): RuleDraft =>
  out({ id: "in", comparator: "LESS_THAN", stepSize: "-1", cooldownSeconds: "300", ...changes });

const QUEUE = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_waiting" };

/** What the page offers to begin with; it opens with the first. */
export const EXAMPLES = [
  {
    name: "a gap too narrow",
    draft: { ...CHAT, rules: [out({ cooldownSeconds: "60" }), into({ threshold: "60" })] },
  },
  {
    name: "a step past its bound",
    draft: { ...CHAT, rules: [out({ stepSize: "4" }), into({ threshold: "10" })] },
  },
  {
    name: "an order that matters",
    draft: {
      ...CHAT,
      rules: [out({ id: "high" }), out({ id: "higher", threshold: "95", stepSize: "3" }), into({ threshold: "10" })],
    },
  },
  {
    name: "a share for a percentage",
    draft: { ...CHAT, rules: [out({ threshold: "0.8" }), into({ threshold: "0.4" })] },
  },
  {
    name: "sound rules on a queue",
    draft: {
      ...CHAT,
      rules: [
        out({ ...QUEUE, id: "queue-long", threshold: "4", cooldownSeconds: "200" }),
        into({ ...QUEUE, id: "queue-short", threshold: "1", cooldownSeconds: "600" }),
      ],
    },
  },
  {
    name: "one band",
    draft: {
      ...CHAT,
      rules: [out({ type: "band", id: "util", minThreshold: "30", maxThreshold: "80", cooldownSeconds: "240" })],
    },
  },
] as const satisfies readonly Example[];
