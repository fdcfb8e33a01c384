/** The lot that an address, or whatever was pasted, speaks of. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

export const lotIn = (pasted: string): string | undefined => UUID.exec(pasted)?.[0].toLowerCase();
