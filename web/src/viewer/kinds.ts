/** How a file of a bid is shown. Pure. */
export type Kind = "pdf" | "image" | "other";

const IMAGES = /^image\/(png|jpeg|gif|webp|bmp)$/;
const IMAGE_NAMES = /\.(png|jpe?g|gif|webp|bmp)$/i;

/** The name decides where the type says nothing. */
export function kindOf(mediaType: string, name: string): Kind {
  if (mediaType === "application/pdf" || /\.pdf$/i.test(name)) return "pdf";
  return IMAGES.test(mediaType) || IMAGE_NAMES.test(name) ? "image" : "other";
}

/** The address of a file at the seat's door. */
export const addressOf = (lot: string, bid: string, file: number): string => `/api/seat/lots/${encodeURIComponent(lot)}/files/${encodeURIComponent(bid)}/${file}`;
