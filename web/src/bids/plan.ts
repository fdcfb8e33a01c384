/** What the wizard has gathered so far; in this page's memory only, gone when it is left. */
import { computed, reactive, shallowRef, type ComputedRef } from "vue";
import { engine, type CheckedTender, type CompanyKey, type OfferRead, type PriceShown, type SealedBid } from "./engine.ts";

export interface Chosen {
  readonly file: File;
  blind: boolean;
}

export const STEPS = ["tender", "company", "files", "offer", "seal", "keep", "send"] as const;
export type StepName = (typeof STEPS)[number];

export interface Plan {
  readonly tender: CheckedTender;
  readonly company: { value: CompanyKey | undefined };
  readonly documents: Chosen[];
  readonly pricing: Chosen[];
  readonly typed: { [name: string]: string };
  readonly said: { priceIsRight: boolean; replacesAllEarlier: boolean; bond: string; passphrase: string };
  readonly offer: ComputedRef<OfferRead>;
  readonly price: ComputedRef<PriceShown | null>;
  readonly sealed: { value: SealedBid | undefined };
  readonly saved: { bidKey: boolean; recovery: boolean };
}

const BLIND_NAMES = ["\u6697\u6807", "blind"];

/** The file as it is sealed: the name of a blind one begins so that the committee's rooms know it for one. */
export function asSealed({ file, blind }: Chosen): File {
  const named = BLIND_NAMES.some((word) => file.name.toLowerCase().startsWith(word));
  if (!blind || named) return file;
  return new File([file], `${BLIND_NAMES[0]}-${file.name}`, { type: file.type, lastModified: file.lastModified });
}

/** An empty plan for a tender. */
export function newPlan(tender: CheckedTender): Plan {
  const typed = reactive<{ [name: string]: string }>({});
  for (const field of tender.form.fields) typed[field.name] = "";
  const offer = computed(() => engine.readOffer(tender.form, typed));
  return {
    tender,
    company: shallowRef<CompanyKey>(),
    documents: reactive([]) as Chosen[],
    pricing: reactive([]) as Chosen[],
    typed,
    said: reactive({ priceIsRight: false, replacesAllEarlier: false, bond: "", passphrase: "" }),
    offer,
    price: computed(() => (offer.value.ok ? engine.showPrice(tender, offer.value.price) : null)),
    sealed: shallowRef<SealedBid>(),
    saved: reactive({ bidKey: false, recovery: false }),
  };
}

/** Whether a step is complete, so that the next one may be opened. */
export function isDone(plan: Plan, step: StepName): boolean {
  switch (step) {
    case "tender":
      return true;
    case "company":
      return plan.company.value !== undefined;
    case "files":
      return plan.documents.length > 0;
    case "offer":
      return plan.offer.value.ok && (plan.price.value === null || plan.said.priceIsRight);
    case "seal":
      return plan.sealed.value !== undefined;
    case "keep":
      return plan.saved.bidKey;
    case "send":
      return false;
  }
}
