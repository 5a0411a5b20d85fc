/** A queue that gives its first item in constant time, over many calls, and keeps nothing that it gave. */
export class Fifo<T> {
  #newest: T[] = [];
  /** The items that come first, the very first at the end. */
  #oldest: T[] = [];

  get length(): number {
    return this.#newest.length + this.#oldest.length;
  }

  push(item: T): void {
    this.#newest.push(item);
  }

  peek(): T | undefined {
    this.#turn();
    return this.#oldest.at(-1);
  }

  shift(): T | undefined {
    this.#turn();
    return this.#oldest.pop();
  }

  /** Takes over everything that another queue holds. */
  takeAll(other: Fifo<T>): void {
    for (let item = other.shift(); item !== undefined; item = other.shift()) this.push(item);
  }

  #turn(): void {
    if (this.#oldest.length > 0 || this.#newest.length === 0) return;
    [this.#oldest, this.#newest] = [this.#newest.reverse(), this.#oldest];
  }
}
