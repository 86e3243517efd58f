"""make.py: documents of every format that Garner reads, as bytes, out of text given."""
import base64
import io
import quopri
import zipfile


# PDF (ISO 32000-1): pages of (x, y, size, text); any Unicode by a CMap that leads codes to themselves.

def _stream(entries, body):
    return f"<< {entries} /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def _cmap(chars):
    text = ("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /X def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n")
    for i in range(0, len(chars), 100):
        part = chars[i:i + 100]
        text += f"{len(part)} beginbfchar\n" + "".join(f"<{ord(c):04x}> <{ord(c):04x}>\n" for c in part)
        text += "endbfchar\n"
    return (text + "endcmap\nend\nend\n").encode()


class Pdf:
    def __init__(self):
        self.objects = []

    def add(self, body=b""):
        self.objects.append(body if isinstance(body, bytes) else body.encode())
        return len(self.objects)

    def font(self, chars):
        cmap = self.add(_stream("", _cmap(chars)))
        descriptor = self.add("<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 "
                              "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>")
        widths = " ".join(f"{ord(c)} [{500 if ord(c) < 128 else 1000}]" for c in chars)
        cid = self.add(f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) "
                       f"/Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [{widths}] >>")
        return self.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [{cid} 0 R] "
                        f"/ToUnicode {cmap} 0 R >>")

    def bytes(self, trailer):
        out, places = b"%PDF-1.5\n", []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        return out + (f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(places) + 1} "
                      f"{trailer} >>\nstartxref\n{len(out)}\n%%EOF\n").encode()


def pdf(pages, title=None, picture=False, encrypted=False):
    p = Pdf()
    catalog, tree = p.add(), p.add()
    font = p.font(sorted({c for page in pages for line in page for c in line[3]}))
    image = p.add(_stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
                          b"\0"))
    kids = []
    for page in pages:
        drawn = "".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{ord(c):04x}' for c in text)}> Tj ET\n"
                        for x, y, size, text in page)
        drawn += "q 600 0 0 800 0 0 cm /I Do Q\n" if picture else ""
        contents = p.add(_stream("", drawn.encode()))
        kids.append(p.add(f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 {font} 0 R >> "
                          f"/XObject << /I {image} 0 R >> >> /Contents {contents} 0 R >>"))
    p.objects[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R >>".encode()
    p.objects[tree - 1] = f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>".encode()
    trailer = f"/Root {catalog} 0 R"
    if title:
        trailer += f" /Info {p.add('<< /Title <feff' + title.encode('utf-16-be').hex() + '> >>')} 0 R"
    if encrypted:
        trailer += (f" /Encrypt << /Filter /Standard /V 1 /R 2 /O <{'00' * 32}> /U <{'00' * 32}> /P -4 >> "
                    "/ID [<00> <00>]")
    return p.bytes(trailer)


def pdf_column(x, y, text, chars, size=10, leading=16):
    """A paragraph as lines that have room for so many Han characters, the first one indented by two."""
    lines, line, width = [], "", 2
    for c in text:
        wide = 0.5 if ord(c) < 128 else 1
        if width + wide > chars:
            lines.append(line)
            line, width = "", 0
        line += c
        width += wide
    return [(x + (0 if i else 2 * size), y - leading * i, size, part) for i, part in enumerate(lines + [line])]


# zip files with XML in them

def zipped(members, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, body in members:
            z.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_STORED if name == "mimetype" else compression)
    return out.getvalue()


_CORE = ('<?xml version="1.0"?><cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>{title}</dc:title>'
         "<dc:creator>{author}</dc:creator><dcterms:created>{date}</dcterms:created></cp:coreProperties>")


def docx(body, notes="", title="", author="", date=""):
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    members = [("[Content_Types].xml", "<Types/>"),
               ("word/document.xml", f'{head}<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'),
               ("docProps/core.xml", _CORE.format(title=title, author=author, date=date))]
    if notes:
        members.append(("word/footnotes.xml", f'{head}<w:footnotes xmlns:w="w">{notes}</w:footnotes>'))
    return zipped(members)


def docx_paragraph(text, style=""):
    mark = f'<w:pPr><w:pStyle w:val="{style}"/><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>' if style else ""
    half = len(text) // 2
    return f"<w:p>{mark}<w:r><w:t>{text[:half]}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{text[half:]}</w:t></w:r></w:p>"


def odt(body, title="", author="", date=""):
    names = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:dc="d" xmlns:meta="m"'
    return zipped([
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", f'<?xml version="1.0"?><office:document-content {names}><office:body><office:text>{body}'
                        "</office:text></office:body></office:document-content>"),
        ("meta.xml", f'<?xml version="1.0"?><office:document-meta {names}><office:meta><dc:title>{title}</dc:title>'
                     f"<meta:initial-creator>{author}</meta:initial-creator><meta:creation-date>{date}</meta:creation-date>"
                     "</office:meta></office:document-meta>")])


def epub(chapters, spine, title="", author=""):
    """chapters: {file: XHTML body}; spine: files in order."""
    items = "".join(f'<item id="i{n}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
                    for n, name in enumerate(chapters))
    numbers = {name: n for n, name in enumerate(chapters)}
    refs = "".join(f'<itemref idref="i{numbers[name]}"/>' for name in spine)
    page = ('<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
            "<body>{}</body></html>")
    return zipped([
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", '<?xml version="1.0"?><container><rootfiles><rootfile full-path="OPS/book.opf"/>'
                                   "</rootfiles></container>"),
        ("OPS/book.opf", f'<?xml version="1.0"?><package xmlns:dc="d"><metadata><dc:title>{title}</dc:title><dc:creator>{author}'
                         f"</dc:creator></metadata><manifest>{items}</manifest><spine>{refs}</spine></package>"),
        *[(f"OPS/{name}", page.format(body)) for name, body in chapters.items()]])


# Mail (RFC 5322, 2045, 2047)

def word(text, charset, how="B"):
    raw = text.encode(charset)
    if how == "B":
        return f"=?{charset}?B?{base64.b64encode(raw).decode()}?="
    return f"=?{charset}?Q?{''.join(f'={b:02X}' for b in raw)}?="


UNDO = {"base64": base64.b64decode, "quoted-printable": quopri.decodestring, "8bit": bytes}


def part(text, charset="utf-8", how="base64", kind="text/plain", more=""):
    raw = text.encode(charset)
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[how](raw)
    return (f'Content-Type: {kind}; charset="{charset}"\r\nContent-Transfer-Encoding: {how}\r\n{more}\r\n').encode() + coded


def mail(headers, body):
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode() + b"MIME-Version: 1.0\r\n" + body


def multipart(kind, parts, boundary="=_b"):
    body = b"".join(f"--{boundary}\r\n".encode() + p + b"\r\n" for p in parts)
    return (f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + body + f"--{boundary}--\r\n".encode())
