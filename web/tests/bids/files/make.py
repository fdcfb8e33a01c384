"""Writes the files that the tests of this folder look into: `.venv/bin/python web/tests/bids/files/make.py`.

Keys and signatures are fresh each time, so these files change when it runs again; the tests ask only what stays.
"""

import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

HERE = Path(__file__).parent
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description><dc:creator><rdf:Seq><rdf:li>李四</rdf:li></rdf:Seq></dc:creator></rdf:Description>'
    "</rdf:RDF></x:xmpmeta>"
)  # fmt: skip


def blank(**properties: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.metadata = None
    if properties:
        writer.add_metadata({f"/{name}": value for name, value in properties.items()})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def signer(folder: Path, key: Key, name: str, *, pss: bool = False) -> SimpleSigner:
    names = [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, "江城建设集团")]
    subject = x509.Name([x509.NameAttribute(kind, text) for kind, text in names])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "湖北测试CA")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(0x0102030405).not_valid_before(start).not_valid_after(start + timedelta(days=36500))
    certificate = builder.sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return SimpleSigner(
        signing_cert=load_cert_from_pemder(str(folder / "cert.pem")),
        signing_key=load_private_key_from_pemder(str(folder / "key.pem"), None),
        cert_registry=SimpleCertificateStore(),
        prefer_pss=pss,
    )


def signed(pdf: bytes, by: SimpleSigner, field: str = "Seal", digest: str = "sha256") -> bytes:
    out = BytesIO()
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm=digest)
    sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadata, by, output=out)
    return out.getvalue()


def updated(pdf: bytes) -> bytes:
    """Something is added after the signature."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Late"] = generic.pdf_string("addition")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def compressed() -> bytes:
    """Cross-references and properties in streams, as newer programs write them."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(blank(Author="张三", Producer="WPS"))))
    writer.stream_xrefs = True
    stream = writer.prepare_object_stream()
    info = generic.DictionaryObject()
    for name, text in {"Author": "张三", "Title": "技术标", "Producer": "WPS"}.items():
        info[generic.pdf_name(f"/{name}")] = generic.pdf_string(text)
    writer.set_info(writer.add_object(info, obj_stream=stream))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_xmp() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.metadata = None
    packet = StreamObject()
    packet.set_data(XMP.encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(packet.flate_encode())
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def office(parts: dict[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def docx() -> bytes:
    core = "<dc:creator>王五</dc:creator><dc:title>施工组织设计</dc:title><cp:lastModifiedBy/>"
    app = "<Properties><Application>WPS</Application><Company>江城建设有限公司</Company></Properties>"
    core = f"<cp:coreProperties>{core}</cp:coreProperties>"
    return office({"[Content_Types].xml": "<Types/>", "docProps/core.xml": core, "docProps/app.xml": app})


STRINGS = (
    "工程量清单",
    "合计",
    "安全文明施工费合计",
    "投标总价（大写）：贰仟陆佰捌拾捌万捌仟元整",
    "投标总价 &lt;元&gt;",
)


def cell(place: str, value: str, kind: str = "") -> str:
    of_kind = f' t="{kind}"' if kind else ""
    inner = f"<is><t>{value}</t></is>" if kind == "inlineStr" else f"<f>SUM(A1:A2)</f><v>{value}</v>"
    return f'<c r="{place}"{of_kind}>{inner}</c>'


def sheet(*rows: str) -> str:
    lines = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, 1))
    return f"<worksheet><sheetData>{lines}</sheetData></worksheet>"


def xlsx() -> bytes:
    shared = "".join(f"<si><t>{text}</t></si>" for text in STRINGS)
    shared = f"<sst>{shared}<si><r><t>总</t></r><r><t>计</t></r><rPh><t>x</t></rPh></si></sst>"
    sums = cell("A2", "1", "s") + '<c r="B2"/>' + cell("E2", "1234.5") + cell("F2", "20000000.123456")
    one = sheet(cell("A1", "0", "s"), sums, cell("A3", "5", "s") + cell("F3", "2.6888000000000004E7"))
    written = cell("B3", "投标报价：￥26,888,000.00元", "inlineStr")
    two = sheet(cell("B1", "4", "s") + cell("D1", "26888000"), cell("B2", "3", "s"), written)
    names = {"清单": "rId1", "汇总表": "rId2"}
    book = "".join(f'<sheet name="{name}" sheetId="1" r:id="{link}"/>' for name, link in names.items())
    targets = {"rId2": "/xl/worksheets/sheet2.xml", "rId1": "worksheets/sheet1.xml"}
    links = "".join(f'<Relationship Id="{link}" Target="{target}"/>' for link, target in targets.items())
    return office(
        {
            "xl/workbook.xml": f"<workbook><sheets>{book}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
            "xl/sharedStrings.xml": shared,
            "xl/worksheets/sheet1.xml": one,
            "xl/worksheets/sheet2.xml": two,
        }
    )


def main() -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        by_rsa = signer(folder, rsa.generate_private_key(65537, 2048), "江城建设有限公司")
        by_pss = signer(folder, rsa.generate_private_key(65537, 2048), "江城建设有限公司", pss=True)
        by_ec = signer(folder, ec.generate_private_key(ec.SECP256R1()), "张三")
    files = {
        "plain.pdf": blank(),
        "rsa.pdf": signed(blank(), by_rsa),
        "pss.pdf": signed(blank(), by_pss, digest="sha512"),
        "ec.pdf": signed(blank(), by_ec, digest="sha384"),
        "twice.pdf": signed(signed(blank(), by_rsa), by_ec, "Second"),
        "added.pdf": updated(signed(blank(), by_rsa)),
        "named.pdf": blank(Author="张三", Title="技术标 江城建设有限公司", Creator="Microsoft Word"),
        "program.pdf": blank(Creator="Microsoft Word", Producer="WPS"),
        "compressed.pdf": compressed(),
        "xmp.pdf": with_xmp(),
        "named.docx": docx(),
        "bill.xlsx": xlsx(),
    }
    for name, data in files.items():
        (HERE / name).write_bytes(data)


if __name__ == "__main__":
    main()
