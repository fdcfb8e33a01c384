/** Why the bidder's engine will not go on: what happened and what can be done now, in both languages. */
import { Problem, type Told } from "../api/problem.ts";
import { CryptoError } from "../crypto/errors.ts";

const told = (zh: string, en: string): Told => ({ zh, en });

/** A refusal of ours under `kind`; status 0, because no door was asked. */
function refusal(kind: string, what: Told, now: Told, rule = "", facts: Readonly<Record<string, unknown>> = {}): Problem {
  return new Problem(0, kind, what, now, rule, facts);
}

export const tenderNotTrusted = (check: string, why: string, whyZh: string): Problem =>
  refusal(
    "tender-not-trusted",
    told(`招标信息未通过核验（${check}）：${whyZh}`, `The tender was not accepted. The check ${check} failed: ${why}`),
    told(
      "请勿据此投标。请重新获取招标信息；仍不通过的，请告知招标代理机构和监督部门。",
      "Do not bid on this copy. Fetch the tender again; if it fails again, tell the agency and the supervisor.",
    ),
    "D-TENDER",
    { check },
  );

export const notYetPublished = (): Problem =>
  refusal(
    "not-yet-published",
    told("本标段尚未发布，或开标密钥保管单位尚未全部签署。", "This lot has not been published, or its custodians have not all signed yet."),
    told("请等待招标公告发布。", "Wait for the tender notice."),
    "D-TENDER",
  );

export const receiptNotTrusted = (check: string, why: string, whyZh: string): Problem =>
  refusal(
    "receipt-not-trusted",
    told(`回执未通过核验（${check}）：${whyZh}`, `The receipt does not hold. The check ${check} failed: ${why}`),
    told(
      "请勿视为已接收。请保留全部文件，并立即告知招标代理机构和监督部门。",
      "Do not treat the bid as received. Keep all files and tell the agency and the supervisor at once.",
    ),
    "D-RECEIPT",
    { check },
  );

/** 2026-12-17 09:30:00, Beijing time. */
const inBeijing = (moment: string): string =>
  new Date(Date.parse(moment) + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

export const notInLogYet = (until: string): Problem =>
  refusal(
    "not-in-log-yet",
    told(`公开存证尚未收录，最迟应于${inBeijing(until)}前收录。`, `The public log does not hold it yet; it must by ${inBeijing(until)} (Beijing).`),
    told("请在该时间之后重新核验。", "Check again after that moment."),
    "R-TICK-WITHIN",
    { until },
  );

/** Until when the log may still take the receipt; undefined for every other problem. */
export function waitingUntil(problem: Problem | undefined): string | undefined {
  const until = problem?.kind === "not-in-log-yet" ? problem.facts["until"] : undefined;
  return typeof until === "string" ? until : undefined;
}

export const offerNotAccepted = (faults: readonly Told[]): Problem =>
  refusal(
    "offer-not-accepted",
    told(
      `报价信息与公布的开标一览表格式不符：${faults.map((one) => one.zh).join("；")}`,
      `The offer does not fit the published form: ${faults.map((one) => one.en).join("; ")}`,
    ),
    told(
      "请更正。金额以元为单位，保留两位小数，例如26888000.00。",
      "Correct the values. Money is yuan with two decimals, for example 26888000.00.",
    ),
    "R-OFFER-FORM",
  );

export const passphraseWrong = (what: Told): Problem =>
  refusal(
    "passphrase-wrong",
    told(`口令无法打开${what.zh}。`, `The passphrase does not open ${what.en}.`),
    told("请核对口令和输入法（大小写、全角半角）。", "Check the spelling, the keyboard layout and capitals."),
    "D-KEY",
  );

export const fileUnreadable = (name: string, why: string, whyZh: string): Problem =>
  refusal(
    "file-unreadable",
    told(`${name}：${whyZh}`, `${name}: ${why}`),
    told("请核对所选文件后重试。", "Check which file was chosen, then try again."),
    "D-FILE",
    { name },
  );

export const fileChanged = (name: string): Problem =>
  refusal(
    "file-changed",
    told(`${name}在加密过程中被改动、移走，或其存储设备已断开。`, `${name} was changed or moved away while it was read, or its drive was unplugged.`),
    told(
      "没有生成任何加密文件。请关闭正在编辑该文件的程序，确认U盘或网络盘连接正常，重新选择文件后再次加密。",
      "Nothing was sealed. Close the program that edits it, check the drive, choose the files again and seal once more.",
    ),
    "D-FILE",
    { name },
  );

export const namesRefused = (faults: readonly Told[]): Problem =>
  refusal(
    "file-names",
    told(faults.map((one) => one.zh).join("；"), faults.map((one) => one.en).join("; ")),
    told("请修改文件名后重新选择。", "Rename the files and choose them again."),
    "D-FILE",
  );

export const noRoom = (needed: number): Problem =>
  refusal(
    "no-room",
    told("本机磁盘空间不足，无法保存加密后的投标文件。", "There is not enough room on this machine for the sealed bid."),
    told(
      `请腾出至少${Math.ceil(needed / 1e9)} GB磁盘空间后重新加密；已选文件未受影响。`,
      `Free at least ${Math.ceil(needed / 1e9)} GB on this machine's disk and seal again; your files are untouched.`,
    ),
    "D-FILE",
    { needed },
  );

export const selfTestFailed = (check: string): Problem =>
  refusal(
    "self-test",
    told(`加密后自检未通过（${check}），该加密文件不能使用，已删除。`, `What was sealed did not open again (${check}); it cannot be used and was removed.`),
    told(
      "可能是内存或磁盘故障。请重新加密；仍不通过的，请换一台电脑。原文件未受影响。",
      "The memory or disk of this machine may be faulty. Seal again; if it fails again, use another machine. Your files are untouched.",
    ),
    "D-ENVELOPE",
    { check },
  );

export const cancelled = (): Problem =>
  refusal("cancelled", told("已取消。", "Cancelled."), told("可随时重新开始。", "You can begin again at any time."));

export const bidUnknown = (): Problem =>
  refusal(
    "bid-unknown",
    told("本浏览器中没有这份加密投标文件。", "This browser does not hold that sealed bid."),
    told("请打开当初保存的加密投标文件（.tar），或换回当初加密时所用的电脑和浏览器。", "Open the sealed bid's file (.tar), or go back to the machine and browser that sealed it."),
    "D-FILE",
  );

export const bidNotWhole = (why: string, whyZh: string): Problem =>
  refusal(
    "bid-not-whole",
    told(`这不是一份完整的加密投标文件：${whyZh}。`, `This is not a whole sealed bid: ${why}.`),
    told(
      "请选择加密时保存的 .tar 文件，或选择加密投标文件夹中的全部文件。",
      "Choose the .tar saved when it was sealed, or all files of the sealed bid's folder.",
    ),
    "D-ENVELOPE",
  );

export const sentElsewhere = (): Problem =>
  refusal(
    "sent-elsewhere",
    told("本机另一个浏览器标签页正在上传这份投标文件。", "Another tab of this browser is sending this very bid."),
    told("请在那个标签页中查看进度，或关闭它后在此继续；已传部分不会丢失。", "Look there, or close it and go on here; what was sent is kept."),
  );

export const keyOfAnotherBid = (): Problem =>
  refusal(
    "file-unreadable",
    told("撤回凭证与回执不是同一份投标文件。", "The bid key belongs to another bid than the receipt."),
    told("请选择与该回执同时保存的撤回凭证。", "Choose the bid key that was saved with this receipt."),
    "D-BID-KEY",
  );

export const usccInvalid = (code: string, why: string, whyZh: string): Problem =>
  refusal(
    "uscc-invalid",
    told(`${code}不是有效的统一社会信用代码：${whyZh}。`, `${code} is not a unified social credit code: ${why}.`),
    told(
      "请按营业执照填写18位代码；其中不含字母I、O、S、V、Z。",
      "Copy the 18 characters from the business licence; the letters I, O, S, V and Z do not occur.",
    ),
    "D-USCC",
    { field: "uscc" },
  );

/** A check of the cryptography that failed inside `act` becomes the refusal that `refuse` makes of its message. */
export async function refusing<T>(refuse: (fault: CryptoError) => Problem, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    throw thrown instanceof CryptoError ? refuse(thrown) : thrown;
  }
}

/** The same at once. */
export function refusingNow<T>(refuse: (fault: CryptoError) => Problem, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    throw thrown instanceof CryptoError ? refuse(thrown) : thrown;
  }
}
