/** The commands with which the same is done without a browser. Pure. */
import type { FileNamed, TenderPage } from "./answers.ts";

export interface Names {
  readonly company: string;
  readonly bid: string;
  readonly bill: string;
  readonly folder: string;
  readonly price: string;
}

/** A word as a shell reads it: names of files are chosen by others. */
export const quoted = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`);

export const fileUrl = ({ sha256, name }: FileNamed): string => `/files/${sha256}/${encodeURIComponent(name)}`;

/** Download that goes on where it was cut. */
export const downloadLine = (file: FileNamed, origin: string): string => `curl -C - -o ${quoted(file.name)} ${quoted(origin + fileUrl(file))}`;

/** Download the documents, seal, hand in; the price and the other values stand for the bidder's own. */
export function commandsOf(page: TenderPage, origin: string, names: Names): string[] {
  const [price, ...others] = page.offer_form;
  const values = others.map((field) => `--value ${quoted(`${field.name}=…`)}`);
  const seal = [
    `tianping seal --tender ${origin}/api/lots/${page.lot}`,
    `--company ${quoted(names.company)}`,
    price?.kind === "money" ? `--price ${quoted(names.price)}` : undefined,
    ...values,
    `--documents ${quoted(names.bid)}`,
    `--pricing ${quoted(names.bill)}`,
    `--out ${quoted(names.folder)}`,
  ].filter((part) => part !== undefined);
  const downloads = (page.documents?.body.files ?? []).map((file) => downloadLine(file, origin));
  return [...downloads, seal.join(" \\\n  "), `tianping submit ${quoted(names.folder)} --url ${origin}`];
}
