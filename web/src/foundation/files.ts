/** Handing a file to the person, and opening one of his. */

/** Save bytes or text under a name; a Blob that lies on disk is streamed by the browser, not copied to memory. */
export function save(name: string, content: Blob | Uint8Array | string, type = "application/octet-stream"): void {
  const blob = content instanceof Blob ? content : new Blob([content as BlobPart], { type });
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Chromium begins to read at once, but reads on for as long as the file is long.
  setTimeout(() => URL.revokeObjectURL(address), 3_600_000);
}

/** A table as CSV that spreadsheets open: BOM for Chinese, and no cell is taken for a formula. */
export function toCsv(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  const cell = (value: string | number | null | undefined): string => {
    const text = String(value ?? "");
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
