/** A Chinese font for machines that have none: everybody else fetches nothing of it. */

const SIDE = 24;

/** Two characters that look alike are drawn as the same empty box. */
function looksMissing(): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return false;
  pen.font = `${SIDE - 4}px ${getComputedStyle(document.body).fontFamily}`;
  const drawn = ["天", "平"].map((character) => {
    pen.clearRect(0, 0, SIDE, SIDE);
    pen.fillText(character, 2, SIDE - 4);
    return pen.getImageData(0, 0, SIDE, SIDE).data.join();
  });
  return drawn[0] === drawn[1];
}

/** Fetch the font's parts as the page needs them, if this machine cannot write Chinese. */
export async function bringFont(): Promise<void> {
  if (looksMissing()) await Promise.all([import("@fontsource/noto-sans-sc/400.css"), import("@fontsource/noto-sans-sc/600.css")]);
}
