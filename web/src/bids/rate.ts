/** How fast it goes, by the last twenty seconds and not by hope. Times in milliseconds of a clock that only goes on. */
const WINDOW = 20_000;
const SURE_AFTER = 3_000;
const KEPT_APART = 250;

export class Rate {
  #samples: { readonly at: number; readonly done: number }[] = [];

  /** So many bytes are through; fewer than before (a piece was lost) or a pause begin anew. */
  note(at: number, done: number): void {
    const last = this.#samples[this.#samples.length - 1];
    if (last && done < last.done) this.#samples = [];
    if (last && done >= last.done && at - last.at < KEPT_APART) return;
    this.#samples.push({ at, done });
    while (this.#samples.length > 2 && at - (this.#samples[1] as { at: number }).at >= WINDOW) this.#samples.shift();
  }

  /** After a pause the time that passed says nothing. */
  forget(): void {
    this.#samples = [];
  }

  /** Bytes a second; 0 while it is not known. A line that stands still shows as a rate that falls. */
  perSecond(now: number): number {
    const [first, last] = [this.#samples[0], this.#samples[this.#samples.length - 1]];
    if (!first || !last || now - first.at < SURE_AFTER) return 0;
    return ((last.done - first.done) * 1000) / (now - first.at);
  }

  /** Milliseconds until `total` at this rate; null while unknown. */
  left(now: number, total: number): number | null {
    const [rate, last] = [this.perSecond(now), this.#samples[this.#samples.length - 1]];
    return rate > 0 && last ? ((total - last.done) * 1000) / rate : null;
  }
}
