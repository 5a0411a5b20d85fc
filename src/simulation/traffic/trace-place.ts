/** The place of a fault of a trace as a whole. */
export const THE_TRACE = { keys: [], path: "the trace" } as const;
