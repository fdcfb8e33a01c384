/** The browser's own inflating, bounded: a file that swells beyond what anybody writes is refused. */
const TOO_LONG = 64 * 2 ** 20;

/** zlib streams, as PDF has them. */
export const inflateZlib = (bytes: Uint8Array): Promise<Uint8Array> => through("deflate", [bytes]);

/**
 * Raw deflate, as zip has it. Chromium before 103 knows only gzip and zlib, hence the stream is dressed as gzip; zip tells
 * the checksum and length that gzip wants.
 */
export function inflateRaw(bytes: Uint8Array, crc: number, length: number): Promise<Uint8Array> {
  const trailer = new Uint8Array(8);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, length % 2 ** 32, true);
  return through("gzip", [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255), bytes, trailer]);
}

async function through(kind: "deflate" | "gzip", parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const stream = new Blob([...parts] as BlobPart[]).stream().pipeThrough(new DecompressionStream(kind) as ReadableWritablePair<Uint8Array, Uint8Array>);
  const reader = stream.getReader();
  const found: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > TOO_LONG) {
      await reader.cancel();
      throw new Error("too long when inflated");
    }
    found.push(value);
  }
  return new Uint8Array(await new Blob(found as BlobPart[]).arrayBuffer());
}
