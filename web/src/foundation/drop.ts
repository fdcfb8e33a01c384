/** What was dropped on a page: files, and the files within folders, each with its path. */

export interface Given {
  /** With "/" between folders; the name alone when it lay in none. */
  readonly path: string;
  readonly file: File;
}

export async function filesOf(data: DataTransfer): Promise<Given[]> {
  // Entries must be asked for at once: after the first await the list of what was dropped is empty.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const plain = [...data.files];
  if (entries.every((entry) => entry === null)) return plain.map((file) => ({ path: file.name, file }));
  const found = await Promise.all(entries.map((entry) => (entry ? within(entry, "") : [])));
  return found.reduce<Given[]>((all, each) => all.concat(each), []);
}

async function within(entry: FileSystemEntry, folder: string): Promise<Given[]> {
  const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Given[] = [];
  // A reader answers at most a hundred entries at a time, and nothing when it has told all.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return found;
    for (const each of entries) found.push(...(await within(each, path)));
  }
}
