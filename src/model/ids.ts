/** Names an endpoint. Any text, `__proto__` included. */
export type EndpointId = string;

/** Names a rule. Any text, `__proto__` included. */
export type RuleId = string;
