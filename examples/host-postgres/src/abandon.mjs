/**
 * Waits for something that knows no signals until it ends or the signal is aborted, whichever comes first.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export async function abandon(promise, signal) {
  signal.throwIfAborted();
  let giveUp = () => {};
  const aborted = new Promise((_, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
