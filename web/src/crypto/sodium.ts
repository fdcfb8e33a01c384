/**
 * libsodium, loaded once. `await init()` must have finished before anything else in this folder is called; there is
 * no top-level await, so a worker can load the code first and the WebAssembly when it needs it.
 */
import sodium from "libsodium-wrappers-sumo";

export async function init(): Promise<void> {
  await sodium.ready;
}

export { sodium };
