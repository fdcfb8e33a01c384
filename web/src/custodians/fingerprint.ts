/** The first 16 hex digits in groups of four, short enough to compare by telephone; as the commands print it. */
export const fingerprint = (hex: string): string => (hex.slice(0, 16).match(/.{4}/g) ?? []).join(" ");
