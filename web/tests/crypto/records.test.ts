/** A tender record with how its lot is judged, and without: both are read, and nothing else is taken for either. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { shapedBody } from "../../src/crypto/records.ts";
import { refused } from "../cases.ts";

const FOLDER = fileURLToPath(new URL("../../../tests/vectors/package/records/", import.meta.url));
const name = readdirSync(FOLDER).find((each) => each.startsWith("tender-")) as string;
const plain = JSON.parse(readFileSync(FOLDER + name, "utf8")).body;
const judged = { ...plain, scheme: { candidates: 3 } };

test("a tender says how it is judged, or does not", () => {
  expect(shapedBody(plain, "tender")).toEqual(plain);
  expect(shapedBody(judged, "tender")).toEqual(judged);
});

test.each([[{ ...plain, scheme: "words" }], [{ ...plain, scheme: null }], [{ ...plain, method: {} }]])("anything else is refused: %#", (body) => {
  refused("tender-shape", () => shapedBody(body, "tender"));
});
