/** For a schema that is asked a few times: ajv compiles it in a quarter of the time where it does not optimise the code that it makes. */
export const COMPILED_SOON = { code: { optimize: false }, inlineRefs: false } as const;
