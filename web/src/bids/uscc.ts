/** Unified social credit codes (GB 32100-2015): 18 characters with two checks, as `foundation/uscc.py` reads them. */
import { usccInvalid } from "./faults.ts";

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const SHAPE = /^[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const WEIGHTS = Array.from({ length: 17 }, (_, i) => Number(3n ** BigInt(i) % 31n));

/** The code without surrounding spaces and in capitals; anything wrong is refused with the reason. */
export function parseUscc(text: string): string {
  const code = text.trim().toUpperCase();
  if (!SHAPE.test(code))
    throw usccInvalid(code.slice(0, 40), "it must be 18 characters of the code's own alphabet", "应为18位，且只含规定字符");
  if (organisationCheck(code.slice(8, 16)) !== code[16])
    throw usccInvalid(code, "the check character of the organisation code does not fit", "第17位（主体标识码校验位）不符");
  if (checkCharacter(code.slice(0, 17)) !== code[17])
    throw usccInvalid(code, "the last character does not fit", "第18位（校验码）不符");
  return code;
}

const weighed = (text: string, alphabet: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * alphabet.indexOf(text[at] as string), 0);

/** (31 - sum of value x 3^i mod 31) mod 31. */
const checkCharacter = (code: string): string => ALPHABET[(31 - (weighed(code, ALPHABET, WEIGHTS) % 31)) % 31] as string;

/** 11 - sum mod 11, with 10 as X and 11 as 0. */
const organisationCheck = (code: string): string =>
  "0123456789X"[(11 - (weighed(code, ORGANISATION_ALPHABET, ORGANISATION_WEIGHTS) % 11)) % 11] as string;
