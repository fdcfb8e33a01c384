/** Files that a person chose: the names they get in the envelope, their kinds, and what must be mended first. */
import type { FileFault } from "./types.ts";
import { caseFold, checkName } from "../crypto/manifest.ts";
import { layoutFor } from "../crypto/body.ts";
import { CryptoError } from "../crypto/errors.ts";

/** What bidders send; anything else is told as bytes. The same on every machine, unlike what browsers guess. */
const MEDIA_TYPES: { readonly [ending: string]: string } = {
  pdf: "application/pdf",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ppt: "application/vnd.ms-powerpoint",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  csv: "text/csv",
  txt: "text/plain",
  xml: "text/xml",
  json: "application/json",
  zip: "application/zip",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  tif: "image/tiff",
  tiff: "image/tiff",
  mp4: "video/mp4",
};
const OTHER = "application/octet-stream";

export const nameIn = (file: { readonly name: string }): string => file.name.normalize("NFC");

export function mediaTypeOf(name: string): string {
  return MEDIA_TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? OTHER;
}

const RENAME = { zh: "请修改文件名后重新选择。", en: "Rename the file and choose it again." };

/** Names that two machines could read differently, names that are equal, files that are empty. */
export function checkFiles(documents: readonly File[], pricing: readonly File[]): FileFault[] {
  return [...faultsOf(documents), ...faultsOf(pricing)];
}

function faultsOf(files: readonly File[]): FileFault[] {
  const seen = new Map<string, string>();
  return files.flatMap((file) => {
    const [name, folded] = [nameIn(file), caseFold(nameIn(file))];
    const twin = seen.get(folded);
    seen.set(folded, name);
    return [...nameFault(file, name), ...twinFault(file, name, twin), ...emptyFault(file)];
  });
}

function nameFault(file: File, name: string): FileFault[] {
  try {
    checkName(name);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof CryptoError)) throw thrown;
    const zh = [...name].length > 120 ? "文件名超过120个字" : "文件名含有不可见字符、斜杠，或首尾有空格、句点";
    return [{ file, what: { zh: `${name}：${zh}`, en: `${name}: ${thrown.message}` }, now: RENAME }];
  }
}

function twinFault(file: File, name: string, twin: string | undefined): FileFault[] {
  if (twin === undefined) return [];
  const what = { zh: `${name}：与另一个文件重名（不区分大小写）`, en: `${name}: another file has this name (letter case does not count)` };
  return [{ file, what, now: { zh: "同一类文件请使用不同的文件名，或去掉重复选择的文件。", en: "Give each file a name of its own, or remove the one chosen twice." } }];
}

function emptyFault(file: File): FileFault[] {
  if (file.size > 0) return [];
  return [{ file, what: { zh: `${file.name}：是空文件`, en: `${file.name}: the file is empty` }, now: { zh: "请确认文件已保存完整后重新选择。", en: "Make sure it was saved whole, then choose it again." } }];
}

/** Bytes of ciphertext that these will be, about: manifests are small beside padding. */
export function sizeOf(documents: readonly File[], pricing: readonly File[]): number {
  const sizes = [documents, pricing].map((files) => files.reduce((sum, file) => sum + file.size, 4 + 256 * files.length));
  return [0, 0, ...sizes].reduce((sum, size) => sum + layoutFor(size).body + 4096, 0);
}
