/** Reading a file of any size in order, a few megabytes at a time, the next ones while these are worked on. */
import { concat } from "../crypto/encoding.ts";
import type { ReadRange } from "../crypto/envelope.ts";

const WINDOW = 4 * 2 ** 20;

interface Window {
  readonly number: number;
  readonly bytes: Promise<Uint8Array>;
}

/** Ranges of a file, best asked for in order. Rejects with the browser's DOMException when the file changed or is gone. */
export function readAhead(file: Blob): ReadRange {
  let [now, next]: (Window | undefined)[] = [undefined, undefined];

  function fetch(number: number): Window {
    const bytes = file.slice(number * WINDOW, (number + 1) * WINDOW).arrayBuffer().then((buffer) => new Uint8Array(buffer));
    bytes.catch(() => undefined); // who asks for it is told; who does not should not be alarmed
    return { number, bytes };
  }

  function turnTo(number: number): Promise<Uint8Array> {
    if (now?.number !== number) {
      now = next?.number === number ? next : fetch(number);
      next = (number + 1) * WINDOW < file.size ? fetch(number + 1) : undefined;
    }
    return now.bytes;
  }

  return async (offset, length) => {
    const parts = [];
    for (let at = offset; at < offset + length;) {
      const number = Math.floor(at / WINDOW);
      const bytes = await turnTo(number);
      const part = bytes.subarray(at - number * WINDOW, offset + length - number * WINDOW);
      if (part.length === 0) break; // shorter than it was
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 ? (parts[0] as Uint8Array) : concat(...parts);
  };
}
