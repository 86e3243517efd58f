/* person_test.c: where the names of people end, and what before them says that they are names. */
#include "tests/test.h"
#include "tests/workers/extracting.h"

TEST(people_are_parted_from_the_word_behind_them)
{
    static const char *const rows[][2] = {
        {"县长何海涛、副县长〖吴敏〗陪同调研", "吴敏"},
        {"副县长〖吴敏〗陪同调研", "吴敏"},
        {"镇长〖李太平〗等三人到场", "李太平"}, /* not 李太, though 平等 is a word */
        {"会后,〖丁永祥〗和何春秀回村", "丁永祥"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        extracting_expect(rows[i][0], RECORD_PERSON, FIELD_NAME, rows[i][1]);
}

TEST(people_are_called_by_their_names)
{
    static const char *const rows[][2] = {
        {"这位老人名叫〖何顺明〗,今年八十", "何顺明"},
        {"他叫〖罗启明〗,种了十亩茶", "罗启明"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        extracting_expect(rows[i][0], RECORD_PERSON, FIELD_NAME, rows[i][1]);
}
