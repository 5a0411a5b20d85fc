/** Waits for something that knows no signals until it ends or the signal is aborted, whichever comes first. */
export async function abandon<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const listening = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { signal: listening.signal });
  });
  try {
    // Also where the signal is aborted already: a rejection of the promise that nothing handles would end the process.
    return await Promise.race([aborted, promise]);
  } finally {
    listening.abort();
  }
}
