"""What the packer sees in the bidder's own files: who signed a PDF, and who is named where nobody looks."""

import zipfile
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter

from commands.blind_files import telling_properties
from commands.company_keys import CompanyKey
from commands.packing import pack
from commands.pdf_signatures import read_signatures
from commands.refusals import BlindPartTells, FileUnreadable
from commands.speech import Voice
from crypto.signatures import KeyPair

COMPANY = CompanyKey("江城建设有限公司", "914200000000000019", KeyPair.from_seed(bytes(32)))
NAMES = (COMPANY.name, COMPANY.uscc)


def blank_pdf(path: Path, **properties: str) -> Path:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.metadata = None
    if properties:
        writer.add_metadata({f"/{name}": value for name, value in properties.items()})
    with path.open("wb") as handle:
        writer.write(handle)
    return path


def signed_pdf(path: Path, signer: SimpleSigner) -> Path:
    out = BytesIO()
    with blank_pdf(path).open("rb") as source:
        sign_pdf(IncrementalPdfFileWriter(source), PdfSignatureMetadata(field_name="Seal"), signer, output=out)
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> SimpleSigner:
    """A seal that signed itself."""
    folder = tmp_path_factory.mktemp("seal")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COMPANY.name)])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(start).not_valid_after(start + timedelta(days=36500))
    certificate = builder.sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    return SimpleSigner(
        signing_cert=load_cert_from_pemder(str(folder / "cert.pem")),
        signing_key=load_private_key_from_pemder(str(folder / "key.pem"), None),
        cert_registry=SimpleCertificateStore(),
    )


def packed(tmp_path: Path, **given: Any) -> tuple[list[Path], str]:
    args = {"documents": [], "pricing": [], "blind": [], "require_seal": False, "strip_metadata": False}
    heard = StringIO()
    files = pack(Namespace(**{**args, **given}, out=tmp_path / "bid"), COMPANY, Voice("en", heard))
    return files, heard.getvalue()


def test_a_signed_pdf_shows_its_signer_and_that_it_is_intact(tmp_path: Path, signer: SimpleSigner) -> None:
    (seen,) = read_signatures(signed_pdf(tmp_path / "a.pdf", signer))
    assert COMPANY.name in seen.signer
    assert (seen.intact, seen.whole) == (True, True)
    assert seen.at is not None
    _, heard = packed(tmp_path, documents=[tmp_path / "a.pdf"])
    assert f"✓ a.pdf: signed by Common Name: {COMPANY.name}" in heard


def test_a_pdf_changed_after_it_was_signed_is_told(tmp_path: Path, signer: SimpleSigner) -> None:
    path = signed_pdf(tmp_path / "a.pdf", signer)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"200", b"300", 1))
    (seen,) = read_signatures(path)
    assert not seen.intact
    _, heard = packed(tmp_path, documents=[path])
    assert "changed after signing" in heard


def test_a_missing_seal_is_a_warning_when_seals_are_required(tmp_path: Path) -> None:
    path = blank_pdf(tmp_path / "a.pdf")
    assert packed(tmp_path, documents=[path]) == ([path], "")
    files, heard = packed(tmp_path, documents=[path], require_seal=True)
    assert (files, heard) == ([path], "! a.pdf: no signature\n")


def test_a_file_that_only_calls_itself_a_pdf_is_said_and_sealed_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"not a pdf")
    files, heard = packed(tmp_path, documents=[path])
    assert files == [path]
    assert "not a readable PDF" in heard


def test_a_large_file_that_only_begins_like_a_pdf_is_not_searched(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as sparse:
        sparse.write(b"%PDF-1.7")
        sparse.truncate(1 << 40)
    with pytest.raises(FileUnreadable):
        read_signatures(path)


def test_a_blind_pdf_with_its_author_is_refused_or_cleaned(tmp_path: Path) -> None:
    path = blank_pdf(tmp_path / "暗标.pdf", Author="张三", Title="施工组织设计")
    with pytest.raises(BlindPartTells, match="Author=张三"):
        packed(tmp_path, blind=[path])
    (clean,), heard = packed(tmp_path, blind=[path], strip_metadata=True)
    assert (clean.name, clean != path) == ("暗标.pdf", True)
    assert "properties removed" in heard
    assert not PdfReader(clean).metadata
    assert telling_properties(path, NAMES)
    assert not telling_properties(clean, NAMES)


def test_the_own_name_is_found_in_any_property(tmp_path: Path) -> None:
    assert telling_properties(blank_pdf(tmp_path / "a.pdf", Title=f"{COMPANY.name}施工方案"), NAMES)
    assert not telling_properties(blank_pdf(tmp_path / "b.pdf", Creator="WPS", Producer="WPS"), NAMES)


def test_a_blind_word_file_with_author_or_company_is_refused(tmp_path: Path) -> None:
    core = "<cp:coreProperties><dc:creator>{}</dc:creator><dc:title>x</dc:title></cp:coreProperties>"
    app = "<Properties><Company>甲</Company></Properties>"
    for part, text in (("core.xml", core.format("李四")), ("app.xml", app)):
        path = tmp_path / f"{part}.docx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"docProps/{part}", text)
        with pytest.raises(BlindPartTells):
            packed(tmp_path, blind=[path], strip_metadata=True)
    clean = tmp_path / "暗标-clean.docx"
    with zipfile.ZipFile(clean, "w") as archive:
        archive.writestr("docProps/core.xml", core.format(" "))
    assert packed(tmp_path, blind=[clean])[0] == [clean]


def test_a_blind_file_is_sealed_under_a_name_that_says_so(tmp_path: Path) -> None:
    path = blank_pdf(tmp_path / "施工组织设计.pdf")
    (named,) = packed(tmp_path, blind=[path])[0]
    assert named.name == "暗标-施工组织设计.pdf"
    assert named.read_bytes() == path.read_bytes()


def test_a_blind_pdf_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(FileUnreadable):
        packed(tmp_path, blind=[path])
    with pytest.raises(FileUnreadable):
        packed(tmp_path, blind=[tmp_path / "missing.pdf"])
