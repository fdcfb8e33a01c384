import type { Like } from "../foundation/i18n.ts";
import type { zh } from "./words.zh.ts";

export const en: Like<typeof zh> = {
  documents: {
    title: "Tender documents",
    lead: "Notice, tender document, bill of quantities, drawings, ceiling notice: anybody downloads them without a name.",
    version: "Version {n}",
    draft: "Draft",
    settled: "Settled",
    published: "Published",
    name: "File",
    size: "Size",
    digest: "Fingerprint",
    remove: "Remove",
    removeSure: "Take “{name}” out of the draft?",
    add: "Add files",
    drop: "Drop files here, or press “Add files”. A file of the same name is replaced.",
    sending: "Uploading {name}",
    none: "No files yet. Upload the tender documents first.",
    settle: "Settle",
    settleSure: "Custodians will sign the fingerprint of this version. You can undo it before publication, but they must sign again.",
    settlePublish: "Publish this version",
    settlePublishSure: "It cannot be taken back, and everybody can download it at once. Bids handed in stay valid.",
    reopen: "Undo settling",
    reopenSure: "What custodians have signed becomes void; they must sign again.",
    newVersion: "Prepare a new version",
    newVersionLead: "Until it is published bidders see the present version. A change that may affect bids must come the prescribed days before the deadline; otherwise extend the deadline first.",
    settledAt: "Settled",
    publishedAt: "Published",
    open: "Open",
  },
};
