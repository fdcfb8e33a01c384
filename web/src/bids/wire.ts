/**
 * The line to the platform for bytes. Bids are anonymous: whoever is signed in here as something else sends no cookie
 * with them, at the price of progress in whole pieces; everybody else has no cookie to send.
 */

/** No answer: the network is down, was cut, or somebody stopped the request. */
export class LineDown extends Error {
  override readonly name = "LineDown";
}

export interface Asked {
  readonly headers?: { readonly [name: string]: string };
  readonly body?: Uint8Array | string;
  readonly onSent?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

/** One try. Rejects with LineDown. */
export type Wire = (method: string, path: string, asked?: Asked) => Promise<Answer>;

/** Milliseconds without a byte on its way or an answer, after which a connection is given up. */
const PATIENCE = 60_000;

/** With progress inside a piece; sends what cookies there are. */
export const progressWire: Wire = (method, path, { headers = {}, body, onSent, signal } = {}) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let watch: ReturnType<typeof setTimeout> | undefined;
    const again = (): void => {
      clearTimeout(watch);
      watch = setTimeout(() => request.abort(), PATIENCE);
    };
    const down = (): void => {
      clearTimeout(watch);
      reject(new LineDown(`${method} ${path}`));
    };
    request.open(method, path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      again();
      onSent?.(loaded);
    };
    request.onload = () => {
      clearTimeout(watch);
      resolve({ status: request.status, header: (name) => request.getResponseHeader(name), text: request.responseText });
    };
    request.onerror = request.onabort = request.ontimeout = down;
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    again();
    request.send((body ?? null) as XMLHttpRequestBodyInit | null);
  });

/** Without cookies. */
export const namelessWire: Wire = async (method, path, { headers = {}, body, onSent, signal } = {}) => {
  const stop = new AbortController();
  const watch = setTimeout(() => stop.abort(), 10 * PATIENCE);
  signal?.addEventListener("abort", () => stop.abort(), { once: true });
  try {
    const answer = await fetch(path, { method, headers, body: (body ?? null) as BodyInit | null, credentials: "omit", signal: stop.signal });
    const text = await answer.text();
    if (body !== undefined) onSent?.(body.length);
    return { status: answer.status, header: (name) => answer.headers.get(name), text };
  } catch {
    throw new LineDown(`${method} ${path}`);
  } finally {
    clearTimeout(watch);
  }
};
