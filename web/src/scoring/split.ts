/** How much of the width the sheet takes, in percent; kept for the session of this window. */
export const LEAST = 25;
export const MOST = 80;
const USUAL = 55;
const NAME = "tianping.split";

export function held(): number {
  const kept = Number(sessionStorage.getItem(NAME));
  return kept >= LEAST && kept <= MOST ? kept : USUAL;
}

export const keepShare = (share: number): void => sessionStorage.setItem(NAME, String(share));
