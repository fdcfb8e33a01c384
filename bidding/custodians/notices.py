"""What the press prints when the custodians of a running tender are replaced."""

from typing import Any


def key_set_notice(lot_name: str, project_class: str, key_set: dict[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Title and body of the notice of a key-set record's body."""
    names = [custodian["name"] for custodian in key_set["custodians"]]
    title = {"zh": f"{lot_name}开标密钥保管单位变更公告", "en": f"{lot_name}: custodian bodies replaced"}
    text = {
        "zh": f"开标密钥保管单位变更为：{'、'.join(names)}。此前递交的投标文件继续有效，由原保管单位解密。",
        "en": f"Custodian bodies are now: {', '.join(names)}. Bids sealed before stay valid, with the former bodies.",
    }
    return title, {"class": project_class, "text": text, "lot": key_set["lot"], "round": key_set["round"]}
