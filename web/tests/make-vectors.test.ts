import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FOLDER, vectors } from "./make-vectors.ts";

test("the vectors for the Python are what this code makes (npm run vectors writes them)", async () => {
  for (const [name, text] of Object.entries(await vectors()))
    expect(readFileSync(new URL(name, FOLDER), "utf8"), name).toBe(text);
});
