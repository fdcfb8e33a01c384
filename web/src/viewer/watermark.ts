/** Who reads, and when: painted into every page, so that a picture of it tells too. */
const SLANT = -Math.PI / 7;

/** Over a canvas of `width` x `height` of its own pixels; `size`: height of the letters in them. */
export function paintMark(canvas: CanvasRenderingContext2D, width: number, height: number, text: string, size: number): void {
  canvas.save();
  canvas.setTransform(1, 0, 0, 1, 0, 0);
  canvas.globalAlpha = 0.13;
  canvas.fillStyle = "#233";
  canvas.font = `${size}px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif`;
  const [across, down] = [canvas.measureText(text).width + size * 4, size * 7];
  const reach = Math.hypot(width, height);
  canvas.translate(width / 2, height / 2);
  canvas.rotate(SLANT);
  for (let row = -Math.ceil(reach / 2 / down); row * down < reach / 2; row += 1) {
    for (let x = -reach / 2 - (row & 1 ? across / 2 : 0); x < reach / 2; x += across) canvas.fillText(text, x, row * down);
  }
  canvas.restore();
}
