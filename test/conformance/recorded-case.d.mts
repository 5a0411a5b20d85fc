import type { Evaluation, Semantics, Snapshot } from "../../src/index.ts";

export declare const PRESETS: Readonly<Record<"backendAi25" | "backendAi26" | "recommended", Semantics>>;
export declare function plainSnapshot(snapshot: Snapshot): unknown;
export declare function readSnapshot(plain: unknown): Snapshot;
export declare function decided(evaluation: Evaluation): unknown;
