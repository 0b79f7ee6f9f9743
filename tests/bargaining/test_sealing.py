"""A contract signed in its file: certificates made here, both chiefs, and every changed character is found."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from docx import Document
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django import Settings

from hexian.cli.verify import verify
from hexian.config import environment
from hexian.domains.bargaining import documents as papers
from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.models import Case, Draft
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Pen
from hexian.foundation import documents
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.documents import Certificate, Mark, Verdict
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.makers import House
from tests.bargaining.test_papers import words
from tests.makers import as_

pytestmark = pytest.mark.thorough

SECRET = b"correct horse"
HOLDERS = {"employer": "和畅电子（演示）有限公司", "worker": "和畅电子（演示）工会委员会"}


class Issuer:
    """Somebody who issues certificates, and the files a deployment is given."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "演示签发机构")])
        self.own = self._made(self.name, self.key, is_issuer=True)
        self.roots = folder / "roots.pem"
        self.roots.write_bytes(self.own.public_bytes(serialization.Encoding.PEM))

    def _made(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        is_issuer: bool = False,
        days: tuple[int, int] = (-1, 30),
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        use = dict.fromkeys(
            ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
        )
        usage = x509.KeyUsage(
            digital_signature=True, content_commitment=True, key_cert_sign=is_issuer, crl_sign=is_issuer, **use
        )
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now + timedelta(days=days[0]))
        made = made.not_valid_after(now + timedelta(days=days[1])).add_extension(usage, critical=True)
        made = made.add_extension(x509.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        return made.sign(self.key, hashes.SHA256())

    def issue(self, file: str, holder: str, days: tuple[int, int] = (-1, 30)) -> Certificate:
        """A certificate that holds between two days from today, with the file of its passphrase."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._made(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, holder)]), key, days=days)
        lock = serialization.BestAvailableEncryption(SECRET)
        path, secret = self.folder / f"{file}.p12", self.folder / f"{file}.pass"
        path.write_bytes(pkcs12.serialize_key_and_certificates(file.encode(), key, made, None, lock))
        secret.write_bytes(SECRET + b"\n")
        return Certificate(path, secret)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def signed(issuer: Issuer) -> bytes:
    """A print signed by both sides."""
    made = documents.render("confidentiality", {"to": "和畅电子（演示）", "name": "何清明"})
    for side, holder in HOLDERS.items():
        certificate = issuer.issue(side, holder)
        made, who = documents.sign_pdf(made, certificate, Mark(f"hexian-{side}", f"{side}（演示）", "签字"))
        assert who == holder
    return made


def test_a_stranger_among_the_issuers_is_no_matter_for_the_log(signed: bytes) -> None:
    told = list[logging.LogRecord]()
    listener = logging.Handler()
    listener.emit = told.append  # type: ignore[assignment]
    logging.getLogger().addHandler(listener)
    try:
        found = documents.examine_pdf(signed)
    finally:
        logging.getLogger().removeHandler(listener)
    assert {each.is_trusted for each in found.signatures} == {False}
    assert [record.name for record in told if record.name.startswith("pyhanko")] == []


def test_two_signatures_hold_side_by_side(signed: bytes, issuer: Issuer) -> None:
    found = documents.examine_pdf(signed, issuer.roots)
    assert found.verdict is Verdict.WHOLE
    assert [(each.holder, each.is_whole, each.is_trusted) for each in found.signatures] == [
        (HOLDERS["employer"], True, True), (HOLDERS["worker"], True, True),
    ]  # fmt: skip
    stranger = documents.examine_pdf(signed)
    assert (stranger.verdict, {each.is_trusted for each in stranger.signatures}) == (Verdict.WHOLE, {False})


def places(pdf: bytes) -> Iterator[int]:
    """Bytes the signatures speak for: of every stream of the first print, of its tail, of what was appended."""
    first = pdf.index(b"%%EOF")
    streams = [found.end() + 20 for found in re.finditer(rb"stream\r?\n", pdf[:first])]
    yield from streams[:: max(1, len(streams) // 12)]
    yield from (12, first - 30, pdf.rindex(b"/Contents") - 40, len(pdf) - 4)


def test_any_changed_byte_is_found(signed: bytes) -> None:
    tried = 0
    for place in places(signed):
        changed = bytearray(signed)
        changed[place] ^= 1
        assert documents.examine_pdf(bytes(changed)).verdict is not Verdict.WHOLE, place
        tried += 1
    assert tried >= 6
    # Something appended behind the last signature is a change as well.
    assert documents.examine_pdf(signed + b"\n% more\n").verdict is Verdict.ALTERED
    assert documents.examine_pdf(signed[:-200]).verdict is Verdict.ALTERED


def test_a_page_turned_after_signing_is_a_change(signed: bytes) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[generic.NameObject("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)
    made = BytesIO()
    writer.write(made)
    assert documents.examine_pdf(made.getvalue()).verdict is Verdict.ALTERED


def test_what_is_no_pdf_and_what_cannot_be_opened_says_so(issuer: Issuer, tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04", b"x" * (documents.sealing.LARGEST + 1)):
        with pytest.raises(documents.NoPdf):
            documents.examine_pdf(content)
    plain = documents.render("confidentiality", {"name": "何清明"})
    assert documents.examine_pdf(plain).verdict is Verdict.UNSIGNED
    assert documents.examine_pdf(b"%PDF-1.7\nnothing of the sort").verdict is Verdict.UNSIGNED
    good = issuer.issue("spare", "备用")
    (tmp_path / "wrong").write_bytes(b"wrong")
    for broken in (Certificate(tmp_path / "none.p12"), Certificate(good.path, tmp_path / "wrong")):
        with pytest.raises(documents.CannotSign, match=broken.path.name):
            documents.sign_pdf(plain, broken, Mark("a", "b", "c"))


def test_certificates_are_named_by_the_environment_with_whole_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EMPLOYER", "WORKER", "SEAL"):
        for more in ("", "_PASS"):
            monkeypatch.delenv(f"HEXIAN_SIGN_{name}{more}", raising=False)
    monkeypatch.delenv("HEXIAN_SIGN_ROOTS", raising=False)
    assert (environment.certificates(), environment.roots()) == ({}, None)
    monkeypatch.setenv("HEXIAN_SIGN_SEAL", "/srv/hexian/章.p12")
    monkeypatch.setenv("HEXIAN_SIGN_WORKER", "/srv/hexian/工会.p12")
    monkeypatch.setenv("HEXIAN_SIGN_WORKER_PASS", "/srv/hexian/工会.pass")
    monkeypatch.setenv("HEXIAN_SIGN_ROOTS", "/srv/hexian/roots.pem")
    assert environment.certificates() == {
        "worker": (Path("/srv/hexian/工会.p12"), Path("/srv/hexian/工会.pass")),
        "seal": (Path("/srv/hexian/章.p12"), None),
    }  # fmt: skip
    assert environment.roots() == Path("/srv/hexian/roots.pem")
    monkeypatch.setenv("HEXIAN_SIGN_SEAL", "章.p12")
    with pytest.raises(SystemExit, match="HEXIAN_SIGN_SEAL 要写完整路径"):
        environment.certificates()


def test_the_library_is_loaded_by_who_signs_and_nobody_else() -> None:
    """0.8 s and 40 MB: not for every web worker, not for `hx --help`."""
    code = (
        "import hexian.foundation.documents, hexian.foundation.documents.sealing, sys; print('pyhanko' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_command_line_says_it_in_one_line(
    signed: bytes, issuer: Issuer, tmp_path: Path, settings: Settings
) -> None:
    settings.SIGN_ROOTS = issuer.roots
    altered = bytearray(signed)
    altered[signed.index(b"stream") + 30] ^= 1
    plain = documents.render("confidentiality", {"name": "何清明"})
    for name, content, code, sentence in (
        ("whole", signed, 0, "没有改过"), ("altered", bytes(altered), 1, "正文被改过"),
        ("plain", plain, 2, "没有电子签名"),
        ("other", b"PK", 1, "不是 PDF"),
    ):  # fmt: skip
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(content)
        done = CliRunner().invoke(verify, [str(file)])
        assert (done.exit_code, sentence in done.output) == (code, True), done.output
        assert ("证书 和畅电子（演示）工会委员会（完好）" in done.output) == (name == "whole")


# — Through the services —


def word_text(case: Case, actor: Actor) -> str:
    """The words of a contract as Word, its tables too."""
    document = Document(BytesIO(papers.worded(case.public_id, "contract", actor=actor)))
    return "".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def passed(home: House) -> tuple[Case, Draft]:
    """A text the congress has passed, with electronic signatures agreed on."""
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    case = makers.adopted(home, case)
    with as_(base.SYSTEM):
        draft = case.drafts.get()
        Case.objects.filter(pk=case.pk).update(passed_on=base.TODAY, passed_hash=draft.text_hash)
    for who in (home.chair, home.manager):
        actor = makers.again(who)
        with as_(actor):
            services.agree_to_e_sign(case.public_id, actor=actor)
    return makers.put(case, State.CONGRESS_PASSED), draft


def sign(case: Case, draft: Draft, actor: Actor, form: str = Form.ELECTRONIC, **given: object) -> None:
    with as_(actor):
        services.sign(case.public_id, Pen(draft.text_hash, form, **given), actor=actor)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.database
def test_both_chiefs_sign_one_file_and_that_file_is_the_contract(issuer: Issuer, settings: Settings) -> None:
    own, seal = issuer.issue("own", HOLDERS["worker"]), issuer.issue("seal", "和弦部署（演示）")
    settings.SIGN_ROOTS = issuer.roots
    settings.SIGN_CERTIFICATES = {"worker": (own.path, own.passphrase), "seal": (seal.path, seal.passphrase)}
    home = makers.house()
    case, draft = passed(home)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    sign(case, draft, chair)
    with as_(chair):
        shown = papers.printed(case.public_id, "contract", actor=chair)
    assert b"/ByteRange" not in shown, "one signature makes no contract: a print, with its draft mark"
    sign(case, draft, manager)
    assert makers.state_of(case) is State.SIGNED
    for actor in (chair, manager):
        with as_(actor):
            content = papers.printed(case.public_id, "contract", actor=actor)
            page = queries.signing_page(case.public_id, actor)
            found = papers.checked(case.public_id, content, actor=actor)
            kept = [each.document for each in queries.kept(makers.fresh(case), actor)]
        assert kept.count("signed") == 1, "the first chief's file is no contract both signed"
        assert {row.certificate for row in page.signatures} == {HOLDERS["worker"], "和弦部署（演示）"}
        assert found.verdict == "whole"
        assert [(each.field, each.name, each.is_trusted) for each in found.signatures] == [
            ("hexian-worker", home.chair.name, True), ("hexian-employer", home.manager.name, True),
        ]  # fmt: skip
    _shows_who_signed(content)
    changed = content.replace(b"/Reason", b"/reason", 1)
    with as_(manager):
        assert papers.checked(case.public_id, changed, actor=manager).verdict == "altered"
    # Somebody above may not even bring a file to compare.
    with as_(home.above), pytest.raises(Case.DoesNotExist):
        papers.checked(case.public_id, content, actor=home.above)


def _shows_who_signed(content: bytes) -> None:
    """The page for signatures shows something in the column of each side, and nothing else of what kept the room."""
    with closing(pypdfium2.PdfDocument(content)) as read:
        read.init_forms()
        words = [page.get_textpage().get_text_range() for page in read]
        page = read[next(number for number, said in enumerate(words) if "（签署页）" in said)]
        plain, shown = (page.render(may_draw_forms=forms).to_pil().convert("L") for forms in (False, True))
        assert "年　月　日" not in page.get_textpage().get_text_range(), "no line is left for a pen"
    for left in (0, plain.width // 2):
        half = (left, 0, left + plain.width // 2, plain.height)
        dark = [sum(count for shade, count in each.crop(half).getcolors() if shade < 128) for each in (plain, shown)]
        assert dark[1] > dark[0] + 100
    reader = PdfFileReader(BytesIO(content))
    marks = [
        mark.get_object() for page in reader.root["/Pages"]["/Kids"] for mark in page.get_object().get("/Annots", ())
    ]
    assert {str(mark["/Subtype"]) for mark in marks} == {"/Widget"}


@pytest.mark.django_db
@pytest.mark.database
def test_a_certificate_that_cannot_be_opened_signs_nothing(issuer: Issuer, settings: Settings, tmp_path: Path) -> None:
    settings.SIGN_CERTIFICATES = {"seal": (tmp_path / "章.p12", None)}
    home = makers.house()
    case, draft = passed(home)
    chair = makers.again(home.chair)
    with pytest.raises(Refused) as refusal:
        sign(case, draft, chair)
    assert "章.p12" in texts.of(refusal.value)
    assert "先打印、签字、盖章、上传" in texts.of(refusal.value)
    with as_(chair):
        assert not draft.signatures.exists()


@pytest.mark.django_db
@pytest.mark.database
def test_without_certificates_a_signature_is_an_act_with_the_hash_and_prints_can_be_held_against_drafts(
    settings: Settings,
) -> None:
    settings.SIGN_CERTIFICATES = {}
    home = makers.house()
    case, draft = passed(home)
    chair = makers.again(home.chair)
    with as_(chair):
        shown = papers.printed(case.public_id, "contract", actor=chair)
    sign(case, draft, chair)
    with as_(chair):
        row = draft.signatures.get()
        assert (row.attachment, row.certificate, row.text_hash) == (None, "", draft.text_hash)
        found = papers.checked(case.public_id, papers.printed(case.public_id, "contract", actor=chair), actor=chair)
        assert (found.verdict, found.number) == ("same", 1)
        # Print and Word tell who signed, when and how; the other side's line is for her pen still.
        said = [words(papers.printed(case.public_id, "contract", actor=chair)), word_text(case, chair)]
        for text in said:
            assert f"已电子签名：{chair.name}，2026年6月17日14:30，本人账号登录后签名" in text.replace("\n", "")
            assert text.count("已电子签名") == 1
        other = papers.checked(case.public_id, shown.replace(b"Type", b"type", 1), actor=chair)
        assert (other.verdict, other.number) == ("unsigned", None)


@pytest.mark.django_db
@pytest.mark.database
def test_a_signed_page_that_was_altered_proves_nothing(signed: bytes, issuer: Issuer) -> None:
    home = makers.house()
    case, draft = passed(home)
    manager = makers.again(home.manager)
    altered = bytearray(signed)
    altered[signed.index(b"stream") + 30] ^= 1
    with as_(manager):
        bad = services.keep_paper(case.public_id, "signature", BytesIO(bytes(altered)), actor=manager).public_id
        good = services.keep_paper(case.public_id, "signature", BytesIO(signed), actor=manager).public_id
    with pytest.raises(Refused) as refusal:
        sign(case, draft, manager, Form.PAPER, attachment=bad)
    assert "正文被改过" in texts.of(refusal.value)
    sign(case, draft, manager, Form.PAPER, attachment=good)
    with as_(manager):
        assert draft.signatures.get().side == Side.EMPLOYER
