/** The manifest inside an envelope: which files, where, with which hashes, under which names. */
import { canonical, type Json, parseCanonical, toHex } from "./encoding.ts";
import { demand, refusingAs } from "./errors.ts";
import { areDistinct, hex, integer, kindOf, list, object, text } from "./fields.ts";

/** The four envelopes of a bid in their fixed order. */
export const KINDS = ["identity", "offer", "documents", "pricing"] as const;
export type Kind = (typeof KINDS)[number];

export const MAX_MANIFEST = 2 ** 20;
const MAX_NAME = 120;
const FORM_MEDIA_TYPE = "application/json";

export interface PackedFile {
  readonly name: string;
  readonly media_type: string;
  readonly offset: number;
  readonly length: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly v: 1;
  readonly kind: Kind;
  readonly files: readonly PackedFile[];
}

/** Reads a manifest whose files together are `size` bytes long and which stands in an envelope of `kind`. */
export function readManifest(source: Uint8Array, kind: Kind, size: number): Manifest {
  demand(source.length <= MAX_MANIFEST, "manifest-length", "the manifest is longer than 1 MiB");
  const manifest = refusingAs("manifest-shape", () => readShape(source));
  demand(manifest.kind === kind, "manifest-kind", "the manifest's kind is not the header's");
  checkManifest(manifest, size);
  return manifest;
}

function readShape(source: Uint8Array): Manifest {
  const members = object(parseCanonical(source), "the manifest", ["files", "kind", "v"]);
  demand(members.v === 1, "manifest-shape", "the manifest's version is not 1");
  const kind = kindOf(members.kind, "the manifest's kind", KINDS);
  return { v: 1, kind, files: list(members.files, "the manifest's files").map(readFile) };
}

function readFile(value: Json): PackedFile {
  const members = object(value, "a file of the manifest", ["length", "media_type", "name", "offset", "sha256"]);
  return {
    name: text(members.name, "a file's name"),
    media_type: text(members.media_type, "a file's media type"),
    offset: integer(members.offset, "a file's offset"),
    length: integer(members.length, "a file's length"),
    sha256: hex(members.sha256, "a file's hash"),
  };
}

/** Names good and unique, offsets contiguous and covering exactly `size` bytes, forms alone in their envelopes. */
export function checkManifest(manifest: Manifest, size: number): void {
  manifest.files.forEach((file) => checkName(file.name));
  const folded = manifest.files.map((file) => caseFold(file.name));
  demand(areDistinct(folded), "manifest-name", "two file names differ at most in case");
  checkTypes(manifest);
  let end = 0;
  for (const file of manifest.files) {
    demand(file.offset === end, "manifest-places", `the file ${file.name} does not begin where the one before it ends`);
    end += file.length;
  }
  demand(end === size, "manifest-places", "the files do not cover the content exactly");
}

/** Media types are printable ASCII; identity holds exactly identity.json and offer exactly offer.json. */
function checkTypes(manifest: Manifest): void {
  const printable = manifest.files.every((file) => /^[\x20-\x7e]{1,127}$/.test(file.media_type));
  demand(printable, "manifest-media-type", "a media type is not 1 to 127 printable ASCII characters");
  if (manifest.kind !== "identity" && manifest.kind !== "offer") return;
  const [only, ...others] = manifest.files;
  const named = only?.name === `${manifest.kind}.json` && others.length === 0;
  demand(named, "manifest-files", `an envelope of kind ${manifest.kind} holds exactly ${manifest.kind}.json`);
  demand(only.media_type === FORM_MEDIA_TYPE, "manifest-files", `${only.name} is not ${FORM_MEDIA_TYPE}`);
}

/** Refuses a name that could mislead an eye or a file system. */
export function checkName(name: string): void {
  const length = [...name].length;
  demand(length >= 1 && length <= MAX_NAME, "manifest-name", `the file name is not 1 to ${MAX_NAME} characters long`);
  demand(
    !/[\p{Cc}\p{Cf}\p{Cs}/\\]/u.test(name),
    "manifest-name",
    "the file name holds a control, direction or path character",
  );
  demand(name.normalize("NFC") === name, "manifest-name", "the file name is not in normal form C");
  demand(!/^[ .]|[ .]$/.test(name), "manifest-name", "the file name begins or ends with a space or a dot");
}

/**
 * Equal for exactly those names that Unicode's full case folding makes equal. Each character is mapped alone, so that
 * the final sigma's context plays no part; the dotless i is the one character for which this mapping would merge what
 * folding keeps apart (compared over all of Unicode 14 with Python's str.casefold; Cherokee maps the other way round,
 * which makes the same names equal).
 */
export function caseFold(name: string): string {
  return [...name].map((c) => (c === "\u0131" ? c : c.toLowerCase().toUpperCase().toLowerCase())).join("");
}

export const manifestBytes = (manifest: Manifest): Uint8Array => canonical(manifest as unknown as Json);

/** The manifest of files laid back to back in the order given. */
export function layOut(
  kind: Kind,
  files: readonly { name: string; media_type: string; length: number; sha256: Uint8Array }[],
): Manifest {
  let offset = 0;
  const laid = files.map((file) => {
    const entry = {
      name: file.name,
      media_type: file.media_type,
      offset,
      length: file.length,
      sha256: toHex(file.sha256),
    };
    offset += file.length;
    return entry;
  });
  const manifest: Manifest = { v: 1, kind, files: laid };
  checkManifest(manifest, offset);
  return manifest;
}
