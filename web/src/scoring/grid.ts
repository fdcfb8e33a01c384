/** Where the next key leads in a grid of marks: rows are criteria, columns are bids. Pure. */

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** `edge`: where the caret stands in the text; arrows leave a cell only from its edge. */
export interface Stroke {
  readonly key: string;
  readonly shift: boolean;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** The cell to go to; undefined where the key stays what it is. Enter goes on at the top of the next bid. */
export function step(from: Cell, { key, shift, atStart, atEnd }: Stroke, rows: number, columns: number): Cell | undefined {
  const to = (row: number, column: number): Cell | undefined =>
    row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : undefined;
  switch (key) {
    case "Enter":
      if (shift) return to(from.row - 1, from.column) ?? to(rows - 1, from.column - 1);
      return to(from.row + 1, from.column) ?? to(0, from.column + 1);
    case "ArrowDown":
      return to(from.row + 1, from.column);
    case "ArrowUp":
      return to(from.row - 1, from.column);
    case "ArrowRight":
      return atEnd ? to(from.row, from.column + 1) : undefined;
    case "ArrowLeft":
      return atStart ? to(from.row, from.column - 1) : undefined;
    default:
      return undefined;
  }
}
