import type { VerifyInput } from "../../src/verify/index.ts";
import type { BruteInput } from "./brute-force.ts";

/** The input of the brute force as the verifier wants it. */
export function verifierInput({ endpoint, ...input }: BruteInput): VerifyInput {
  return {
    load: null,
    ...input,
    ...(endpoint === undefined ? {} : { endpoint: { id: "e", replicas: 0, ...endpoint } }),
  };
}
