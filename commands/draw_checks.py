"""The checks of a draw in words that a bidder or an expert understands."""

WORDS = {
    "draw-package": ("抽取记录文件完整、格式正确", "every document is well formed"),
    "draw-record-signed": ("抽取记录由平台签名", "the draw record is signed by the platform"),
    "draw-inputs-signed": ("抽取条件已预先签名公布", "the inputs were signed and published beforehand"),
    "draw-no-redraw": ("未重抽", "nothing was drawn again"),
    "draw-key-set": ("全部保管单位签署了密钥声明", "every custodian signed the key set"),
    "draw-dealings": ("种子份额由保管单位分发，分发成立", "custodians dealt for the seed, and every sharing holds"),
    "draw-cutoff": ("参与方按时固定，未遗漏", "the parties were fixed in time, and nobody was left out"),
    "draw-releases": ("公布的份额正确", "every released share is right"),
    "draw-seed": ("随机种子可重算", "the seed follows from the shares"),
    "draw-pool": ("专家库快照与预先承诺一致", "the pool is the one committed to"),
    "draw-exclusions": ("回避与排除可重算", "exclusions follow from the rules"),
    "draw-table": ("抽取方案与预先承诺一致，满足各项条件", "the lottery is the one committed to and keeps every quota"),
    "draw-committee": ("评标委员会由种子重算得出", "the seed gives this committee"),
    "draw-result": ("抽取结果与当时的承诺一致", "the result is the one committed to"),
    "draw-replacements": ("递补按次序进行，满足各项条件", "reserves were called in their order and kept every quota"),
    "draw-supplements": ("补抽可重算", "supplementary draws follow from their seeds"),
    "draw-seats": ("座席由种子重算得出", "the seed gives these seats"),
    "draw-openings": ("公布的姓名与预先承诺一致", "the names are those committed to"),
    "draw-chances": ("各专家中签概率可重算", "everybody's probability follows from the lottery"),
    "draw-bound": ("最小中签概率接近理论上限", "the least probability is near its bound"),
}
"""Chinese and English by the name of the check."""
