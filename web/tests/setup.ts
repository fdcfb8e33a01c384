/**
 * libsodium is ready before a test file is even read: cases of `test.each` are built while the file is collected, and
 * whether the WebAssembly had compiled by then was a race that a loaded machine lost.
 */
import { init } from "../src/crypto/sodium.ts";

await init();
