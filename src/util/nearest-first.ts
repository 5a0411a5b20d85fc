import { editDistance, plainName } from "./edit-distance.ts";

/**
 * Names in the order in which they resemble one: the fewest edits first, case and separators aside; then by the alphabet.
 *
 * @example
 * nearestFirst("vllm:num_requests_waiting", ["cpu_util", "vllm_num_requests_waiting"]);
 * // ["vllm_num_requests_waiting", "cpu_util"]
 */
export function nearestFirst(name: string, names: readonly string[]): readonly string[] {
  const wanted = plainName(name);
  return names
    .map((each) => ({ each, edits: editDistance(wanted, plainName(each)) }))
    .sort((one, other) => one.edits - other.edits || (one.each < other.each ? -1 : 1))
    .map(({ each }) => each);
}
