/** Where the line of a share goes. Drawing only: whether a share reaches its target is said by the exact fraction. Pure. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Height of a share in a box of that height: 0 % at its foot, 100 % at its head. */
export const heightOf = ({ numerator, denominator }: Ratio, height: number): number => height - (height * numerator) / denominator;

/** Spots side by side; null where nothing was counted. */
export function spotsOf(ratios: readonly Ratio[], width: number, height: number): (Spot | null)[] {
  const step = ratios.length > 1 ? width / (ratios.length - 1) : 0;
  return ratios.map((ratio, at) => (ratio.denominator === 0 ? null : { x: ratios.length > 1 ? at * step : width / 2, y: heightOf(ratio, height) }));
}

/** The path through neighbouring spots; a period of nothing breaks the line. */
export function pathOf(spots: readonly (Spot | null)[]): string {
  let pen = "M";
  return spots
    .map((spot) => {
      if (spot === null) {
        pen = "M";
        return "";
      }
      const piece = `${pen}${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`;
      pen = "L";
      return piece;
    })
    .join("");
}

/** `1/2` as whole numbers. */
export function fractionOf(text: string): Ratio {
  const [above = "0", below = "1"] = text.split("/");
  return { numerator: Number(above), denominator: Number(below) };
}
