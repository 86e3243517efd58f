/* binary.c: see binary.h. */
#include "workers/format/binary.h"
#include <stdbool.h>
#include <string.h>

/* X(offset, bytes, name): what is at the offset. The first that fits. */
/* clang-format off */
#define SIGNATURES(X)                                                                              \
    X(0, "\x89PNG\r\n\x1a\n", "a PNG image")                                                       \
    X(0, "\xff\xd8\xff", "a JPEG image")                                                           \
    X(0, "GIF87a", "a GIF image")                                                                  \
    X(0, "GIF89a", "a GIF image")                                                                  \
    X(0, "II*\0", "a TIFF image")                                                                  \
    X(0, "MM\0*", "a TIFF image")                                                                  \
    X(0, "\0\0\1\0", "an icon")                                                                    \
    X(0, "8BPS\0\1", "a Photoshop image")                                                          \
    X(8, "WEBP", "a WebP image")                                                                   \
    X(0, "AT&TFORM", "a DjVu document")                                                            \
    X(0, "\0\0\0\x0cjP  \r\n", "a JPEG 2000 image")                                                \
    X(4, "ftypavif", "an AVIF image")                                                              \
    X(4, "ftyphei", "a HEIF image")                                                                \
    X(4, "ftypM4A", "MPEG-4 audio")                                                                \
    X(4, "ftyp", "an MPEG-4 video")                                                                \
    X(0, "\x1a\x45\xdf\xa3", "a Matroska video")                                                   \
    X(0, "FLV\1", "a Flash video")                                                                 \
    X(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows media")                                      \
    X(0, "\0\0\1\xba", "an MPEG video")                                                            \
    X(8, "AVI LIST", "an AVI video")                                                               \
    X(8, "WAVEfmt ", "WAVE audio")                                                                 \
    X(0, "ID3\2\0", "MP3 audio")                                                                   \
    X(0, "ID3\3\0", "MP3 audio")                                                                   \
    X(0, "ID3\4\0", "MP3 audio")                                                                   \
    X(0, "OggS\0", "Ogg audio or video")                                                           \
    X(0, "fLaC\0", "FLAC audio")                                                                   \
    X(0, "MThd\0\0\0\6", "MIDI music")                                                             \
    X(0, "#!AMR\n", "AMR audio")                                                                   \
    X(0, "\x7f" "ELF", "an executable (ELF)")                                                      \
    X(0, "\xca\xfe\xba\xbe\0", "an executable (Java or Mach-O)")                                   \
    X(0, "\xcf\xfa\xed\xfe", "an executable (Mach-O)")                                             \
    X(0, "\xce\xfa\xed\xfe", "an executable (Mach-O)")                                             \
    X(0, "\0asm\1\0\0\0", "an executable (WebAssembly)")                                           \
    X(0, "dex\n03", "an executable (Dalvik)")                                                      \
    X(0, "!<arch>\n", "a library or a Debian package")                                             \
    X(0, "\xed\xab\xee\xdb", "an RPM package")                                                     \
    X(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls, .ppt)")          \
    X(0, "{\\rtf", "an RTF document")                                                              \
    X(0, "%!PS-Adobe", "a PostScript document")                                                    \
    X(60, "BOOKMOBI", "a Kindle book")                                                             \
    X(0, "ITSF\3\0\0\0", "a Windows help file")                                                    \
    X(0, "PK\3\4", "a zip archive")                                                                \
    X(0, "PK\5\6", "an empty zip archive")                                                         \
    X(0, "\x1f\x8b\x08", "a gzip file")                                                            \
    X(0, "BZh91AY&SY", "a bzip2 file")                                                             \
    X(0, "\xfd" "7zXZ\0", "an xz file")                                                            \
    X(0, "\x28\xb5\x2f\xfd", "a zstd file")                                                        \
    X(0, "7z\xbc\xaf\x27\x1c", "a 7z archive")                                                     \
    X(0, "Rar!\x1a\7", "a RAR archive")                                                            \
    X(0, "MSCF\0\0\0\0", "a cabinet archive")                                                      \
    X(257, "ustar", "a tar archive")                                                               \
    X(0x8001, "CD001", "an image of a disc")                                                       \
    X(0, "SQLite format 3\0", "an SQLite database")                                                \
    X(4, "Standard Jet DB\0", "an Access database")                                                \
    X(4, "Standard ACE DB\0", "an Access database")                                                \
    X(0, "PAR1", "a Parquet file")                                                                 \
    X(0, "\x89HDF\r\n\x1a\n", "an HDF5 file")                                                      \
    X(0, "\0\1\0\0\0", "a font (TrueType)")                                                        \
    X(0, "OTTO\0", "a font (OpenType)")                                                            \
    X(0, "ttcf\0", "a font (TrueType)")                                                            \
    X(0, "wOFF\0\1\0\0", "a font (WOFF)")                                                          \
    X(0, "wOFF" "OTTO", "a font (WOFF)")                                                           \
    X(0, "wOF2", "a font (WOFF2)")                                                                 \
    X(0, "\xd4\xc3\xb2\xa1", "captured packets")                                                   \
    X(0, "bplist00", "a property list")
/* clang-format on */

static bool stands_at(struct view bytes, size_t offset, const char *what, size_t len)
{
    return bytes.len >= offset + len && memcmp(bytes.at + offset, what, len) == 0;
}

/* "MZ" and "BM" begin words as well: the headers behind them must be there. */
static bool is_windows_program(struct view bytes)
{
    enum { HEADER = 64, PLACE = 60 };
    uint32_t at;
    if (bytes.len < HEADER || !stands_at(bytes, 0, "MZ", 2)) return false;
    memcpy(&at, bytes.at + PLACE, sizeof at);
    return at < bytes.len && stands_at(bytes, at, "PE\0", 3);
}

static bool is_bitmap(struct view bytes)
{
    return stands_at(bytes, 0, "BM", 2) && stands_at(bytes, 6, "\0\0\0\0", 4) &&
           stands_at(bytes, 15, "\0\0", 2);
}

/* What is in a zip file that is a document: its members' names stand in it. */
static const char *zip_name(struct view bytes)
{
    static const struct {
        const char *member, *name;
    } kinds[] = {{"xl/workbook.", "an Excel workbook"},
                 {"ppt/presentation.xml", "a PowerPoint presentation"},
                 {"opendocument.spreadsheet", "an OpenDocument spreadsheet"},
                 {"opendocument.presentation", "an OpenDocument presentation"},
                 {"AndroidManifest.xml", "an Android package"},
                 {"META-INF/MANIFEST.MF", "a Java archive"}};
    if (!stands_at(bytes, 0, "PK\3\4", 4)) return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (memmem(bytes.at, bytes.len, kinds[i].member, strlen(kinds[i].member)))
            return kinds[i].name;
    return NULL;
}

const char *binary_name(struct view bytes)
{
    static const struct {
        size_t offset, len;
        const char *bytes, *name;
    } signatures[] = {
#define X(offset, bytes, name) {offset, sizeof(bytes) - 1, bytes, name},
        SIGNATURES(X)
#undef X
    };
    const char *zip = zip_name(bytes);
    if (zip) return zip;
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (stands_at(bytes, signatures[i].offset, signatures[i].bytes, signatures[i].len))
            return signatures[i].name;
    if (is_windows_program(bytes)) return "an executable (Windows)";
    return is_bitmap(bytes) ? "a BMP image" : NULL;
}
