/** For schemas that a test compiles to ask a few times: ajv takes a quarter of the time where it does not polish its code. */
export const COMPILED_SOON = { code: { optimize: false }, inlineRefs: false } as const;
